import { readObject, refuse } from "../_shared/json.ts";
import { newOrderId, saveOrder } from "../_shared/orders.ts";

export default async function createOrder(req: Request): Promise<Response> {
  const body = await readObject(req);
  if (body === null) {
    return refuse(400, 'send a JSON object such as {"userId": "u_881", "total": 49.99}');
  }
  const { userId, total } = body;
  if (typeof userId !== "string" || userId === "") {
    return refuse(400, "userId: expected a text that is not empty");
  }
  if (typeof total !== "number" || total < 0) {
    return refuse(400, "total: expected a number of at least 0");
  }
  const orderId = newOrderId();
  await saveOrder({ orderId, userId, total, createdAt: new Date().toISOString() });
  console.log(`order ${orderId} of ${userId}`);
  return Response.json({ orderId });
}
