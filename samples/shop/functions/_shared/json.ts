/** The JSON object that was sent, or null if it was something else. */
export async function readObject(req: Request): Promise<Record<string, unknown> | null> {
  try {
    const value = await req.json();
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

export function refuse(status: number, error: string): Response {
  return Response.json({ error }, { status });
}
