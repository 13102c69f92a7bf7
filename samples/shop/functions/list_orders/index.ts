import { listOrders } from "../_shared/orders.ts";

const MOST = 100;

export default async function (): Promise<Response> {
  return Response.json({ orders: await listOrders(MOST) });
}
