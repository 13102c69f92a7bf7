import { list } from "../_shared/orders.ts";

export default async () => ({ orders: await list() });
