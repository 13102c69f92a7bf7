/** GET /hello?name=Ada */
export default (req: Request) => {
  const name = new URL(req.url).searchParams.get("name") ?? "World";
  return { message: `Hello, ${name}!` };
};
