// A client on npm's ws (Debian: node-ws): authenticates, subscribes, and prints what it is told, a line each, until
// it has so many trades; then closes, and prints how it was closed.
//   node websocket_client.js URL KEY TRADES
let WebSocket;
for (const name of ["ws", "/usr/share/nodejs/ws"]) {
  try {
    WebSocket = require(name);
    break;
  } catch (error) {
    // not there
  }
}
if (!WebSocket) {
  console.log("skipped: node-ws is not installed");
  process.exit(77);
}
const [url, key, trades] = process.argv.slice(2);
const socket = new WebSocket(url);
let seen = 0;
socket.on("open", () => {
  socket.send("{");
  socket.send(JSON.stringify({ action: "subscribe", channels: ["orders"] }));
  socket.send(JSON.stringify({ action: "auth", key }));
  socket.send(JSON.stringify({ action: "subscribe", channels: ["trades", "orders"] }));
});
socket.on("ping", () => {});
socket.on("message", data => {
  const message = JSON.parse(data.toString());
  console.log(JSON.stringify(message));
  if (message.type === "trade" && ++seen === Number(trades)) socket.close(1000, "enough");
});
socket.on("error", error => {
  console.log(String(error));
  process.exit(1);
});
socket.on("close", code => console.log(JSON.stringify({ type: "closed", code })));
