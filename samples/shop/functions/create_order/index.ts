import { type Order, problem, save } from "../_shared/orders.ts";

export default async (req: Request): Promise<Response | { orderId: string }> => {
  const input = await req.json().catch(() => null);
  if (typeof input?.userId !== "string" || input.userId === "") {
    return problem("userId", "a text that is not empty");
  }
  if (typeof input.total !== "number" || !(input.total > 0)) {
    return problem("total", "a number above 0");
  }
  const order: Order = {
    orderId: "ord_" + crypto.randomUUID().replaceAll("-", "").slice(0, 16),
    userId: input.userId,
    total: input.total,
    createdAt: new Date().toISOString(),
  };
  await save(order);
  console.log(`order ${order.orderId} saved`);
  return { orderId: order.orderId };
};
