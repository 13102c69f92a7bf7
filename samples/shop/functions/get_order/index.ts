import { refuse } from "../_shared/json.ts";
import { findOrder } from "../_shared/orders.ts";

interface Context {
  params: Record<string, string>;
}

export default async function getOrder(_req: Request, ctx: Context): Promise<Response> {
  const order = await findOrder(ctx.params.id);
  return order === null ? refuse(404, `no order "${ctx.params.id}"`) : Response.json(order);
}
