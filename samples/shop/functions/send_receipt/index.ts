import { find, problem } from "../_shared/orders.ts";

/** A real shop would send mail; this one writes the receipt beside the order. */
export default async (req: Request) => {
  const { orderId } = await req.json();
  const order = await find(String(orderId));
  if (order === null) {
    return problem("orderId", "the ID of an order");
  }
  await Deno.writeTextFile(
    `data/${order.orderId}.receipt.txt`,
    `${order.userId} paid ${order.total} for ${order.orderId}\n`,
  );
  console.log(`receipt for ${order.orderId} sent`);
  return { sent: true };
};
