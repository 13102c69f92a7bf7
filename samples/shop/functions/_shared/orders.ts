// Each order is a file of its own, so that functions in different processes share them without a database.
const FOLDER = "data";
const ID = /^ord_[0-9a-f]{16}$/;

export interface Order {
  orderId: string;
  userId: string;
  total: number;
  createdAt: string;
}

export async function save(order: Order): Promise<void> {
  await Deno.mkdir(FOLDER, { recursive: true });
  await Deno.writeTextFile(`${FOLDER}/${order.orderId}.json`, JSON.stringify(order));
}

export async function find(id: string): Promise<Order | null> {
  if (!ID.test(id)) {
    return null;
  }
  try {
    return JSON.parse(await Deno.readTextFile(`${FOLDER}/${id}.json`));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return null;
    }
    throw error;
  }
}

export async function list(): Promise<Order[]> {
  const orders: Order[] = [];
  try {
    for await (const entry of Deno.readDir(FOLDER)) {
      const order = entry.name.endsWith(".json") ? await find(entry.name.slice(0, -".json".length)) : null;
      if (order !== null) {
        orders.push(order);
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      throw error;
    }
  }
  return orders.sort((a, b) => a.createdAt.localeCompare(b.createdAt));
}

export function problem(field: string, expected: string): Response {
  return Response.json({ error: `${field}: expected ${expected}` }, { status: 422 });
}
