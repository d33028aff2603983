/** Started by the tests as a process of its own: node test-owner.ts <data folder> [user id to become first]. */
const [dataDir = "", user] = process.argv.slice(2);
if (user) {
  process.setgroups?.([]);
  process.setgid?.(Number(user));
  process.setuid?.(Number(user));
}
// Read only now: the module looks at who we are.
const { startEmbedded } = await import("./index.ts");
try {
  const database = await startEmbedded({ dataDir, say: (line) => console.log(line) });
  process.once("SIGTERM", () => void database.stop().then(() => process.exit(0)));
  void database.ended.then((fault) => process.exit(fault ? 1 : 0));
  console.log(
    `ready ${JSON.stringify({ url: database.superuserUrl(), dataDir: database.dataDir })}`,
  );
} catch (error) {
  console.log((error as Error).message);
  process.exit(1);
}
