// The orders of the shop: one JSON file each. Paths are relative to the project folder, where every function runs.
const FOLDER = "data/orders";

export interface Order {
  orderId: string;
  userId: string;
  total: number;
  createdAt: string;
}

export function newOrderId(): string {
  return "ord_" + crypto.randomUUID().replaceAll("-", "").slice(0, 20);
}

/** Only what newOrderId makes becomes part of a path. */
function isOrderId(id: string): boolean {
  return /^ord_[0-9a-f]{20}$/.test(id);
}

export async function saveOrder(order: Order): Promise<void> {
  await saveJson(FOLDER, order.orderId, order);
}

export async function findOrder(id: string): Promise<Order | null> {
  if (!isOrderId(id)) {
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

/** The newest orders first. */
export async function listOrders(most: number): Promise<Order[]> {
  const ids: string[] = [];
  try {
    for await (const file of Deno.readDir(FOLDER)) {
      const id = file.name.replace(/\.json$/, "");
      if (isOrderId(id)) {
        ids.push(id);
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      throw error;
    }
  }
  const orders = (await Promise.all(ids.map(findOrder))).filter((order) => order !== null);
  return orders.sort((a, b) => b.createdAt.localeCompare(a.createdAt)).slice(0, most);
}

/** Whoever reads the file meanwhile finds the old one or the new one, never a part. */
export async function saveJson(folder: string, name: string, value: unknown): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const temporary = `${folder}/.${name}-${crypto.randomUUID()}`;
  await Deno.writeTextFile(temporary, JSON.stringify(value, null, 2) + "\n");
  await Deno.rename(temporary, `${folder}/${name}.json`);
}
