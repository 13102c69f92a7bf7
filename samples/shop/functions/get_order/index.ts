import { find } from "../_shared/orders.ts";

export default async (_req: Request, ctx: { params: { id: string } }) =>
  await find(ctx.params.id) ??
    Response.json({ error: `no order ${ctx.params.id}` }, { status: 404 });
