import { readObject, refuse } from "../_shared/json.ts";
import { findOrder, saveJson } from "../_shared/orders.ts";

// "async": true in flux.json: the caller was answered 202 before this runs, so what it returns is for the log alone.
export default async function sendReceipt(req: Request): Promise<Response> {
  const body = await readObject(req);
  const order = typeof body?.orderId === "string" ? await findOrder(body.orderId) : null;
  if (order === null) {
    return refuse(404, "orderId: no such order");
  }
  await saveJson("data/receipts", order.orderId, {
    to: order.userId,
    text: `Thank you for your order ${order.orderId}: ${order.total.toFixed(2)}`,
    sentAt: new Date().toISOString(),
  });
  console.log(`receipt for ${order.orderId} sent to ${order.userId}`);
  return new Response(null, { status: 204 });
}
