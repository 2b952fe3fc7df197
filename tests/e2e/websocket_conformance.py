#!/usr/bin/env python3
"""What a server of RFC 6455 must do with every kind of frame, asked of a marketd over raw sockets.

The cases are those of the public Autobahn list that concern a server without extensions, under their numbers there,
and cases of our own, whose numbers begin with M. Autobahn's server echoes and this one does not, so that a message
was taken is seen by its answer: an unknown field of a JSON object is quoted back, which is as good as an echo; a text
that is no JSON, and an action, have answers of their own. After its last expected answer every connection is asked to
go on (a ping) and then to close, unless the case ends it: then nothing but the end of TCP may follow the close frame.
Every case is run as it stands, in one segment and in single bytes.

usage: websocket_conformance.py HOST PORT [NUMBER_PREFIX]
Prints the cases that fail, each with what was sent, expected and got; ends with 1 when there are any."""
import base64
import codecs
import concurrent.futures
import hashlib
import json
import os
import socket
import struct
import sys
import time
from collections import namedtuple

HOST, PORT = sys.argv[1], int(sys.argv[2])
ONLY = sys.argv[3] if len(sys.argv) > 3 else ""
PATIENCE = 5.0  # seconds for an answer that must come; one that comes takes a millisecond
MOST_FAILURES = 20  # then the rest is not run: each may take as long as that
AT_A_TIME = 8
LARGEST = 64 << 10  # bytes of a message that the server takes
LARGEST_IN_BYTES = 2000  # of a case that is sent in single bytes too
REQUESTS = 100  # messages in a second that it takes

# ---- what is sent

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
MASK = b"\x37\xfa\x21\x3d"
END_OF_INPUT = "the client's end of TCP"  # a step of a case, as are pieces of bytes, and seconds to wait


def header(opcode, size, fin=1, rsv=0, form=None, mask=MASK):
    """`form`: the bytes in which the length is written, when not the fewest."""
    form = form or (0 if size < 126 else 2 if size < 65536 else 8)
    masked = 0x80 if mask is not None else 0
    length = {0: bytes([masked | size & 127]), 2: bytes([masked | 126]) + struct.pack(">H", size & 0xFFFF),
              8: bytes([masked | 127]) + struct.pack(">Q", size)}[form]
    return bytes([fin << 7 | rsv << 4 | opcode]) + length + (mask or b"")


def masked(payload, mask=MASK):
    key = int.from_bytes((mask * (len(payload) // 4 + 1))[:len(payload)], "big")
    return (int.from_bytes(payload, "big") ^ key).to_bytes(len(payload), "big")


def frame(opcode, payload=b"", fin=1, rsv=0, mask=MASK, form=None):
    return header(opcode, len(payload), fin, rsv, form, mask) + (payload if mask is None else masked(payload, mask))


def begun(opcode, payload, more, fin=1):
    """A frame whose last `more` bytes are not sent."""
    return header(opcode, len(payload) + more, fin) + masked(payload)


def fragments(payloads, opcode=TEXT):
    last = len(payloads) - 1
    return [frame(CONTINUATION if i else opcode, payload, fin=int(i == last)) for i, payload in enumerate(payloads)]


def cut(payload, size):
    return [payload[i:i + size] for i in range(0, len(payload), size)] or [b""]


def close(code=None, reason=b""):
    return frame(CLOSE, b"" if code is None else struct.pack(">H", code) + reason)


def ask(text):
    """A message whose answer is quoted(text); at most 64 bytes are quoted."""
    return b'{"action":"auth","key":"k","' + text + b'":1}'


def long_ask(text, size):
    """The same, of so many bytes."""
    return ask(text) + b" " * (size - len(ask(text)))


SUBSCRIBE = b'{"action":"subscribe","channels":["trades"]}'

# ---- what is answered, in the words of describe()

NOT_JSON = "error: not JSON"
SUBSCRIBED = "subscribed: trades"


def quoted(text):
    return "unknown field: " + text.decode()


def pong(payload=b""):
    return "pong: " + payload.hex()


def closed(code):
    return f"close: {code}"


# ---- the cases

Case = namedtuple("Case", "number about send expect handshake", defaults=(None,))
CASES = []


def case(number, about, send, expect, **more):
    CASES.append(Case(number, about, send, expect, more or None))


def rows(table):
    for row in table:
        case(*row)


# 0: the handshake. `headers` change those of a good one (None: it is left out); 101 must accept, and then speak.
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
for number, about, status, headers in [
    ("M0.1", "the RFC's own example of a key", 101, {}),
    ("M0.2", "a random key", 101, {"Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode()}),
    ("M0.3", "headers in small letters", 101, {"Upgrade": None, "upgrade": "WEBSOCKET"}),
    ("M0.4", "Connection names more than Upgrade", 101, {"Connection": "keep-alive, upgrade"}),
    ("M0.5", "an extension is offered: none is agreed on", 101, {"Sec-WebSocket-Extensions": "permessage-deflate"}),
    ("M0.6", "a subprotocol is offered: none is agreed on", 101, {"Sec-WebSocket-Protocol": "chat, superchat"}),
    ("M0.7", "a page of this machine", 101, {"Origin": "http://localhost:3000"}),
    ("M0.8", "a page from elsewhere", 403, {"Origin": "http://evil.example"}),
    ("M0.9", "no key", 400, {"Sec-WebSocket-Key": None}),
    ("M0.10", "a key of 15 bytes", 400, {"Sec-WebSocket-Key": base64.b64encode(b"*" * 15).decode()}),
    ("M0.11", "a key of 17 bytes", 400, {"Sec-WebSocket-Key": base64.b64encode(b"*" * 17).decode()}),
    ("M0.12", "a key that is not base64", 400, {"Sec-WebSocket-Key": "?" * 24}),
    ("M0.13", "no version", 426, {"Sec-WebSocket-Version": None}),
    ("M0.14", "version 8", 426, {"Sec-WebSocket-Version": "8"}),
    ("M0.15", "version 14", 426, {"Sec-WebSocket-Version": "14"}),
    ("M0.16", "Connection does not name Upgrade", 400, {"Connection": "keep-alive"}),
    ("M0.17", "another protocol to change to", 400, {"Upgrade": "h2c"}),
    ("M0.18", "no Host", 400, {"Host": None}),
    ("M0.19", "HTTP/1.0", 400, {"HTTP": "1.0"}),
    ("M0.20", "POST", 405, {"METHOD": "POST", "Content-Length": "0"}),
    ("M0.21", "two keys", 400, {"sec-websocket-key": KEY}),
    ("M0.22", "two versions", 400, {"sec-websocket-version": "8"}),
    ("M0.23", "Connection in two lines", 101, {"Connection": "keep-alive", "connection": "Upgrade"}),
    ("M0.24", "another protocol besides", 101, {"Upgrade": "h2c, websocket"}),
    ("M0.25", "an empty key", 400, {"Sec-WebSocket-Key": ""}),
    ("M0.26", "a key with bits behind its last byte", 400, {"Sec-WebSocket-Key": KEY.replace("Q==", "R==")}),
    ("M0.27", "spaces around the key", 101, {"Sec-WebSocket-Key": f"  {KEY}  "}),
    ("M0.28", "a Host of elsewhere", 403, {"Host": "evil.example"}),
    ("M0.29", "a version with a nought before it", 426, {"Sec-WebSocket-Version": "013"}),
]:
    case(number, about, [], [], status=status, headers=headers)
case("M0.30", "a subscription in the query", [], [], target="/v1/feed?channels=trades")
case("M0.31", "a query that is wrong", [], [], target="/v1/feed?channels=nonsense", status=400)
case("M0.32", "frames right behind the handshake, in one segment", [frame(TEXT, ask(b"a")) + frame(PING, b"b")],
     [quoted(b"a"), pong(b"b")], together=True)
case("M0.33", "the handshake in single bytes", [frame(TEXT, ask(b"a"))], [quoted(b"a")], chop=1)

# 1: framing, and the forms of a length. Autobahn's sizes, of text that is no JSON, of JSON and of binary.
for i, size in enumerate([0, 125, 126, 127, 128, 65535, 65536]):
    case(f"1.1.{i + 1}", f"text of {size} bytes", [frame(TEXT, b"*" * size)], [NOT_JSON])
    case(f"1.2.{i + 1}", f"binary of {size} bytes: only text is taken", [frame(BINARY, b"\xfe" * size)],
         [closed(1003)])
    if size:
        case(f"M1.1.{i}", f"JSON of {size} bytes", [frame(TEXT, long_ask(b"f", size))], [quoted(b"f")])
case("1.1.8", "text of 65536 bytes in pieces of 997", cut(frame(TEXT, b"*" * 65536), 997), [NOT_JSON])
case("1.2.8", "binary of 65536 bytes in pieces of 997", cut(frame(BINARY, b"*" * 65536), 997), [closed(1003)])
case("M1.2.1", "three messages in one segment", [b"".join(frame(TEXT, ask(t)) for t in (b"a", b"b", b"c"))],
     [quoted(b"a"), quoted(b"b"), quoted(b"c")])
case("M1.2.2", "a message in single bytes", cut(frame(TEXT, ask(b"a")), 1), [quoted(b"a")])
case("M1.2.3", "text, then binary", [frame(TEXT, SUBSCRIBE) + frame(BINARY, b"x")], [SUBSCRIBED, closed(1003)])
for i, mask in enumerate([b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x80\0\0\1"]):
    case(f"M1.3.{i + 1}", f"masked with {mask.hex()}", [frame(TEXT, ask(b"mask"), mask=mask)], [quoted(b"mask")])
for i, opcode in enumerate([TEXT, BINARY, CLOSE, PING, PONG]):
    case(f"M1.4.{i + 1}", f"opcode {opcode} without a mask", [frame(opcode, b"", mask=None)], [closed(1002)])
    case(f"M1.5.{i + 1}", f"text, then opcode {opcode} without a mask",
         [frame(TEXT, ask(b"a")), frame(opcode, b"\x03\xe8", mask=None)], [quoted(b"a"), closed(1002)])
for i, (size, form) in enumerate([(0, 2), (1, 2), (125, 2), (0, 8), (125, 8), (126, 8), (65535, 8)]):
    case(f"M1.6.{i + 1}", f"a length of {size} written in {form} bytes", [header(TEXT, size, form=form)],
         [closed(1002)])
    case(f"M1.7.{i + 1}", "the same of a fragment", fragments([b"a", b"b"])[:1] +
         [header(CONTINUATION, size, form=form)], [closed(1002)])
rows([
    ("M1.8.1", "a length with the highest bit", [header(TEXT, 1 << 63, form=8)], [closed(1002)]),
    ("M1.8.2", "a length of all bits", [header(TEXT, (1 << 64) - 1, form=8)], [closed(1002)]),
    ("M1.8.3", "the longest that may be written: too big", [header(TEXT, (1 << 63) - 1, form=8)], [closed(1009)]),
    ("M1.8.4", "a binary message of 2^40 bytes: too big", [header(BINARY, 1 << 40)], [closed(1009)]),
])

# 2: pings and pongs
TEN_PINGS = [frame(PING, b"payload-%d" % i) for i in range(10)]
TEN_PONGS = [pong(b"payload-%d" % i) for i in range(10)]
rows([
    ("2.1", "a ping without payload", [frame(PING)], [pong()]),
    ("2.2", "a ping with text", [frame(PING, b"Hello, world!")], [pong(b"Hello, world!")]),
    ("2.3", "a ping with bytes that are no text", [frame(PING, b"\0\xff\xfe\xfd\xfc\xfb\0\xff")],
     [pong(b"\0\xff\xfe\xfd\xfc\xfb\0\xff")]),
    ("2.4", "a ping with 125 bytes", [frame(PING, b"\xfe" * 125)], [pong(b"\xfe" * 125)]),
    ("2.5", "a ping with 126 bytes", [frame(PING, b"\xfe" * 126)], [closed(1002)]),
    ("2.6", "a ping with 125 bytes in single bytes", cut(frame(PING, b"\xfe" * 125), 1), [pong(b"\xfe" * 125)]),
    ("2.7", "a pong that was not asked for", [frame(PONG)], []),
    ("2.8", "the same with payload", [frame(PONG, b"unsolicited")], []),
    ("2.9", "a pong that was not asked for, then a ping", [frame(PONG, b"unsolicited"), frame(PING, b"ping")],
     [pong(b"ping")]),
    ("2.10", "ten pings", [b"".join(TEN_PINGS)], TEN_PONGS),
    ("2.11", "ten pings in single bytes", cut(b"".join(TEN_PINGS), 1), TEN_PONGS),
    ("M2.1", "ten pings, each a segment", TEN_PINGS, TEN_PONGS),
    ("M2.2", "a pong with 126 bytes", [frame(PONG, b"*" * 126)], [closed(1002)]),
    ("M2.3", "a ping whose header announces 65536 bytes", [header(PING, 65536)], [closed(1002)]),
    ("M2.4", "a ping with 5 bytes, its length in two", [header(PING, 5, form=2)], [closed(1002)]),
    ("M2.5", "100 pings of 125 bytes", [frame(PING, b"%03d" % i + b"*" * 122) for i in range(100)],
     [pong(b"%03d" % i + b"*" * 122) for i in range(100)]),
    ("M2.6", "250 pongs are not messages", [frame(PONG, b"x") * 250], []),
    ("M2.7", "pings and messages are answered in their order",
     [b"".join(frame(PING, b"%d" % i) + frame(TEXT, ask(b"%d" % i)) for i in range(20))],
     [answer for i in range(20) for answer in (pong(b"%d" % i), quoted(b"%d" % i))]),
    ("M2.8", "a subscription, a ping and another subscription in one segment",
     [frame(TEXT, SUBSCRIBE) + frame(PING, b"1") + frame(TEXT, SUBSCRIBE) + frame(PING, b"2")],
     [SUBSCRIBED, pong(b"1"), SUBSCRIBED, pong(b"2")]),
])

# 3: reserved bits
TWO = frame(TEXT, ask(b"first"))
rows([
    ("3.1", "bit 1 of a text", [frame(TEXT, b"x", rsv=1)], [closed(1002)]),
    ("3.2", "a text, bit 2 of the next, a ping", [TWO + frame(TEXT, b"x", rsv=2) + frame(PING)],
     [quoted(b"first"), closed(1002)]),
    ("3.3", "the same with bits 1 and 2, each frame a segment", [TWO, frame(TEXT, b"x", rsv=3), frame(PING)],
     [quoted(b"first"), closed(1002)]),
    ("3.4", "the same with bit 3, in single bytes", cut(TWO + frame(TEXT, b"x", rsv=4) + frame(PING), 1),
     [quoted(b"first"), closed(1002)]),
    ("3.5", "bits 1 and 3 of a binary", [frame(BINARY, b"x", rsv=5)], [closed(1002)]),
    ("3.6", "bits 2 and 3 of a ping", [frame(PING, b"x", rsv=6)], [closed(1002)]),
    ("3.7", "all bits of a close", [frame(CLOSE, b"\x03\xe8", rsv=7)], [closed(1002)]),
])
for rsv in range(1, 8):
    case(f"M3.1.{rsv}", f"bits {rsv:03b} of a fragment in the middle",
         [frame(TEXT, b"a", fin=0), frame(CONTINUATION, b"b", fin=0, rsv=rsv)], [closed(1002)])
    case(f"M3.2.{rsv}", f"bits {rsv:03b} of a pong", [frame(PONG, b"", rsv=rsv)], [closed(1002)])
case("M3.3", "a compressed text, as if permessage-deflate were agreed on", [frame(TEXT, b"\xf2\x48\xcd\x01\0", rsv=4)],
     [closed(1002)], headers={"Sec-WebSocket-Extensions": "permessage-deflate"})
case("M3.4", "two bytes of the header are enough to refuse", [bytes([0xC1, 0x80])], [closed(1002)])

# 4: opcodes
for group, opcodes in [("4.1", [3, 4, 5, 6, 7]), ("4.2", [11, 12, 13, 14, 15])]:
    for i, opcode in enumerate(opcodes):
        payload = [b"", b"reserved opcode payload"][i % 2]
        before = [TWO] if i > 1 else []
        sent = before + [frame(opcode, payload), frame(PING)]
        case(f"{group}.{i + 1}", f"opcode {opcode}" + (" after a text" if before else ""),
             cut(b"".join(sent), 1) if i == 4 else sent, [quoted(b"first")] * len(before) + [closed(1002)])
        case(f"M{group}.{i + 1}", f"opcode {opcode} within a message", [frame(TEXT, b"a", fin=0), frame(opcode)],
             [closed(1002)])

# 5: fragments
HALVES = [ask(b"fragment")[:31], ask(b"fragment")[31:]]
WITH_PING = [frame(TEXT, HALVES[0], fin=0), frame(PING, b"within"), frame(CONTINUATION, HALVES[1])]
FIFTHS = cut(ask(b"fragments-1-to-5"), 9)[:4] + [ask(b"fragments-1-to-5")[36:]]
FIVE = fragments(FIFTHS)
TWO_PINGS = FIVE[:2] + [frame(PING, b"ping-1"), 0.2] + FIVE[2:4] + [frame(PING, b"ping-2"), 0.2] + FIVE[4:]
for number, fin in [("5.9", 1), ("5.12", 0)]:
    alone = [frame(CONTINUATION, b"nothing to continue", fin=fin), frame(TEXT, ask(b"a"))]
    major, minor = number.split(".")
    for i, sent in enumerate([[b"".join(alone)], alone, cut(b"".join(alone), 1)]):
        case(f"{major}.{int(minor) + i}", f"a continuation of nothing, FIN {fin}, way {i + 1}", sent, [closed(1002)])
rows([
    ("5.1", "a ping in two fragments", [frame(PING, b"a", fin=0), frame(CONTINUATION, b"b")], [closed(1002)]),
    ("5.2", "a pong in two fragments", [frame(PONG, b"a", fin=0), frame(CONTINUATION, b"b")], [closed(1002)]),
    ("5.3", "a text in two fragments", [b"".join(fragments(HALVES))], [quoted(b"fragment")]),
    ("5.4", "the same, each a segment", fragments(HALVES), [quoted(b"fragment")]),
    ("5.5", "the same in single bytes", cut(b"".join(fragments(HALVES)), 1), [quoted(b"fragment")]),
    ("5.6", "a ping between two fragments", [b"".join(WITH_PING)], [pong(b"within"), quoted(b"fragment")]),
    ("5.7", "the same, each a segment", WITH_PING, [pong(b"within"), quoted(b"fragment")]),
    ("5.8", "the same in single bytes", cut(b"".join(WITH_PING), 1), [pong(b"within"), quoted(b"fragment")]),
    ("5.15", "a whole message, then a continuation of nothing, then a text",
     fragments(HALVES) + [frame(CONTINUATION, b"x", fin=0), frame(TEXT, b"y")], [quoted(b"fragment"), closed(1002)]),
    ("5.16", "continuation of nothing without FIN, text, twice",
     [frame(CONTINUATION, b"x", fin=0), frame(TEXT, b"y")] * 2, [closed(1002)]),
    ("5.17", "continuation of nothing with FIN, text, twice", [frame(CONTINUATION, b"x"), frame(TEXT, b"y")] * 2,
     [closed(1002)]),
    ("5.18", "a text that begins within another", [frame(TEXT, b"x", fin=0), frame(TEXT, b"y")], [closed(1002)]),
    ("5.19", "five fragments with two pings and pauses", TWO_PINGS,
     [pong(b"ping-1"), pong(b"ping-2"), quoted(b"fragments-1-to-5")]),
    ("5.20", "the same, each frame cut", [part for step in TWO_PINGS for part in
                                          ([step] if isinstance(step, float) else cut(step, 5))],
     [pong(b"ping-1"), pong(b"ping-2"), quoted(b"fragments-1-to-5")]),
    ("M5.1", "a close in two fragments", [frame(CLOSE, b"\x03", fin=0), frame(CONTINUATION, b"\xe8")], [closed(1002)]),
    ("M5.2", "a binary that begins within a text", [frame(TEXT, b"x", fin=0), frame(BINARY, b"y")], [closed(1002)]),
    ("M5.3", "a text that begins within a binary", [frame(BINARY, b"x", fin=0), frame(TEXT, b"y")], [closed(1002)]),
    ("M5.4", "a binary in two fragments", fragments([b"a", b"\xff"], BINARY), [closed(1003)]),
    ("M5.5", "a ping within a binary is answered before that is refused",
     [frame(BINARY, b"a", fin=0), frame(PING, b"p"), frame(CONTINUATION, b"b")], [pong(b"p"), closed(1003)]),
    ("M5.6", "a message in fragments of one byte", [b"".join(fragments(cut(ask(b"bytes"), 1)))], [quoted(b"bytes")]),
    ("M5.7", "the same with a ping behind each",
     [b"".join(f + frame(PING, b"%d" % i) for i, f in enumerate(fragments(cut(ask(b"bytes"), 1))[:-1])) +
      fragments(cut(ask(b"bytes"), 1))[-1]],
     [pong(b"%d" % i) for i in range(len(ask(b"bytes")) - 1)] + [quoted(b"bytes")]),
    ("M5.8", "a pong between two fragments", [WITH_PING[0], frame(PONG, b"x"), WITH_PING[2]], [quoted(b"fragment")]),
    ("M5.9", "10,000 empty fragments", [frame(TEXT, b"", fin=0) + frame(CONTINUATION, b"", fin=0) * 10_000 +
                                         frame(CONTINUATION, ask(b"a"))], [quoted(b"a")]),
    ("M5.10", "two fragmented messages, one behind the other",
     fragments(HALVES) + fragments(cut(ask(b"second"), 7)), [quoted(b"fragment"), quoted(b"second")]),
    ("M5.11", "a ping between two fragments that comes in two halves",
     [WITH_PING[0] + WITH_PING[1][:4], 0.1, WITH_PING[1][4:], WITH_PING[2]],
     [pong(b"within"), quoted(b"fragment")]),
])

for i, opcode in enumerate([CLOSE, PING, PONG]):
    case(f"M5.12.{i + 1}", f"two bytes of a header with opcode {opcode} and no FIN are enough to refuse",
         [header(opcode, 2, fin=0)[:2]], [closed(1002)])
    case(f"M5.13.{i + 1}", "the same within a message", [frame(TEXT, b"a", fin=0), header(opcode, 2, fin=0)[:2]],
         [closed(1002)])

# 6: UTF-8. Text that is valid is quoted back. Text that is not ends the connection with 1007, also at its first byte
# that no text can go on with, when the rest of its frame has not come.


def own(number):
    """The number of a second case of our own."""
    return "M" + number.removeprefix("M") + ".a"


def broken_at(text):
    """How many bytes of a text are enough to know that it is wrong; none when it only ends too early."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for i in range(len(text)):
        try:
            decoder.decode(text[i:i + 1])
        except UnicodeDecodeError:
            return i + 1
    return None


def valid(number, about, text):
    assert text.decode(), number
    if min(text) < 0x20:  # JSON must escape it
        return case(number, about, [frame(TEXT, text)], [NOT_JSON])
    case(number, about, [frame(TEXT, ask(text))], [quoted(text)])
    case(own(number), about + ", in fragments of one byte", fragments(cut(ask(text), 1)), [quoted(text)])


def invalid(number, about, text):
    case(number, about, [frame(TEXT, text)], [closed(1007)])
    enough = broken_at(text)
    if enough is None:
        case(own(number), about + ": not yet wrong while more may come",
             [frame(TEXT, text, fin=0), frame(PING), frame(CONTINUATION, b'"')], [pong(), closed(1007)])
    else:
        case(own(number), about + ": at once", [begun(TEXT, text[:enough], 50)], [closed(1007)])


def hexes(text):
    return [bytes.fromhex(one) for one in text.split()]


KOSME = "κόσμε".encode()
HELLO = "Hello-µ@ßöäüàá-UTF-8!!".encode()
SURROGATE = KOSME + b"\xed\xa0\x80" + b"edited"
TOO_HIGH = KOSME + b"\xf4\x90\x80\x80" + b"edited"
rows([
    ("6.1.1", "empty text", [frame(TEXT)], [NOT_JSON]),
    ("6.1.2", "empty text in three fragments", fragments([b"", b"", b""]), [NOT_JSON]),
    ("6.1.3", "text between two empty fragments", fragments([b"", ask(b"middle"), b""]), [quoted(b"middle")]),
    ("6.2.1", "valid text", [frame(TEXT, ask(HELLO))], [quoted(HELLO)]),
    ("6.2.2", "the same, cut between characters", fragments([ask(HELLO)[:35], ask(HELLO)[35:]]), [quoted(HELLO)]),
    ("6.2.3", "the same in fragments of one byte", fragments(cut(ask(HELLO), 1)), [quoted(HELLO)]),
    ("6.2.4", "Greek in fragments of one byte", fragments(cut(ask(KOSME), 1)), [quoted(KOSME)]),
    ("6.3.1", "a surrogate", [frame(TEXT, SURROGATE)], [closed(1007)]),
    ("6.3.2", "a surrogate in fragments of one byte", fragments(cut(SURROGATE, 1)), [closed(1007)]),
    ("6.4.1", "wrong in the second of three fragments, of which the third does not come",
     [frame(TEXT, KOSME, fin=0), 0.1, frame(CONTINUATION, b"\xf4\x90\x80\x80", fin=0)], [closed(1007)]),
    ("6.4.2", "the same, the second character cut before its wrong byte",
     [frame(TEXT, KOSME + b"\xf4", fin=0), 0.1, frame(CONTINUATION, b"\x90", fin=0)], [closed(1007)]),
    ("6.4.3", "the same as 6.4.1 within one frame", [begun(TEXT, TOO_HIGH[:len(KOSME) + 4], 6)], [closed(1007)]),
    ("6.4.4", "the same as 6.4.2 within one frame", [begun(TEXT, TOO_HIGH[:len(KOSME) + 2], 8)], [closed(1007)]),
    ("M6.4.5", "the byte before the wrong one is no reason yet",
     [frame(TEXT, b'"x' + b"\xf4", fin=0), 0.05, frame(PING, b"still"), 0.05, frame(CONTINUATION, b"\x90", fin=0)],
     [pong(b"still"), closed(1007)]),
    ("M6.4.6", "a character cut by a ping", [frame(TEXT, ask(KOSME)[:29], fin=0), frame(PING, b"\xff"),
                                              frame(CONTINUATION, ask(KOSME)[29:])], [pong(b"\xff"), quoted(KOSME)]),
    ("M6.4.7", "a character cut by segments", cut(frame(TEXT, ask(KOSME)), 1), [quoted(KOSME)]),
    ("M6.4.8", "a wrong text behind a right one", [frame(TEXT, ask(KOSME)) + frame(TEXT, b"\xff")],
     [quoted(KOSME), closed(1007)]),
    ("M6.4.9", "pings and pongs need not be UTF-8", [frame(PING, SURROGATE), frame(PONG, b"\xff")], [pong(SURROGATE)]),
    ("M6.4.10", "an incomplete character at the end of the first message is not completed by the next",
     [frame(TEXT, b"\xce"), frame(TEXT, b"\xba")], [closed(1007)]),
])
for i in range(4):  # the fragments' bound in each place of a character of four bytes
    text = "a𐀀b".encode()
    at = 28 + i
    case(f"6.5.{i + 1}", f"a fragment ends {i} bytes into a character",
         fragments([ask(text)[:at], ask(text)[at:]]), [quoted(text)])
case("6.5.5", "a fragment ends behind a character", fragments([ask(KOSME)[:30], ask(KOSME)[30:]]), [quoted(KOSME)])
for i in range(1, len(KOSME) + 1):  # 6.6: every beginning of a text
    whole = broken_at(KOSME[:i]) is None and KOSME[:i].decode(errors="ignore").encode() == KOSME[:i]
    (valid if whole else invalid)(f"6.6.{i}", f"the first {i} bytes of κόσμε", KOSME[:i])
VALID = [
    ("6.7", "the first of each length", "00 c280 e0a080 f0908080"),
    ("6.9", "the last of each length", "7f dfbf efbfbf f48fbfbf"),
    ("6.11", "at the bounds of what there is", "ed9fbf ee8080 efbfbd f48fbfbf"),
    ("6.22", "a noncharacter", "efbfbe efbfbf " +
     " ".join((chr(plane << 16 | low)).encode().hex() for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))),
    ("6.23", "a special", "efbfb9 efbfba efbfbb efbfbc efbfbd efbfbe efbfbf"),
]
INVALID = [
    ("6.8", "the first of five and six bytes", "f888808080 fc8480808080"),
    ("6.10", "the last of those that are too long", "f7bfbfbf fbbfbfbfbf fdbfbfbfbfbf"),
    ("M6.28", "above U+10FFFF", "f4908080 f5808080"),
    ("6.12", "only continuation bytes", "80 bf 80bf 80bf80 80bf80bf 80bf80bf80 80bf80bf80bf " +
     "".join("%02x" % byte for byte in range(0x80, 0xC0))),
    ("6.13", "only first bytes, each with a space", " ".join(
        "".join("%02x20" % byte for byte in range(*bounds))
        for bounds in [(0xC0, 0xE0), (0xE0, 0xF0), (0xF0, 0xF8), (0xF8, 0xFC), (0xFC, 0xFE)])),
    ("6.14", "without the last byte", "c0 e080 f08080 f8808080 fc80808080 df efbf f7bfbf fbbfbfbf fdbfbfbfbf"),
    ("6.15", "all of these", "c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf"),
    ("6.16", "bytes that never are", "fe ff fefeffff"),
    ("6.17", "a slash written too long", "c0af e080af f08080af f8808080af fc80808080af"),
    ("6.18", "the last that is too long", "c1bf e09fbf f08fbfbf f887bfbfbf fc83bfbfbfbf"),
    ("6.19", "NUL written too long", "c080 e08080 f0808080 f880808080 fc8080808080"),
    ("6.20", "a surrogate", "eda080 edadbf edae80 edafbf edb080 edbe80 edbfbf"),
    ("6.21", "a pair of surrogates", "eda080edb080 eda080edbfbf edadbfedb080 edadbfedbfbf edae80edb080 edae80edbfbf "
                                     "edafbfedb080 edafbfedbfbf"),
    ("M6.24", "without the last byte, and then a quote", "c222 e0a022 f0908022"),
    ("M6.25", "a whole character and the half of one", "c3a4c3 e282ace282 f09d849ef09d84"),
]
for table, add in [(VALID, valid), (INVALID, invalid)]:
    for group, about, texts in table:
        for i, text in enumerate(hexes(texts)):
            add(f"{group}.{i + 1}", f"{about}: {text[:8].hex()}", text)
invalid("6.11.5", "above U+10FFFF: f4908080", bytes.fromhex("f4908080"))
for i in range(4):  # what the server says is UTF-8 too, where it shortens what it quotes
    for j, letter in enumerate("ä€𝄞"):
        many = b"x" * i + letter.encode() * 40
        case(f"M6.26.{3 * i + j + 1}", f"a text of {i} x and many {letter} that is no JSON", [frame(TEXT, b'"' + many)],
             [NOT_JSON])
        case(f"M6.27.{3 * i + j + 1}", f"a field of {i} x and many {letter}", [frame(TEXT, ask(many))],
             ["unknown field, shortened"])

# 7: closing
rows([
    ("7.1.1", "a message, then a close", [frame(TEXT, ask(b"a")), close(1000)], [quoted(b"a"), closed(1000)]),
    ("7.1.2", "two closes: one answer", [close(1000), close(1000)], [closed(1000)]),
    ("7.1.3", "no pong after the close", [close(1000), frame(PING)], [closed(1000)]),
    ("7.1.4", "no answer to a message after the close", [close(1000), frame(TEXT, ask(b"a"))], [closed(1000)]),
    ("7.1.5", "a close between two fragments",
     [frame(TEXT, HALVES[0], fin=0), close(1000), frame(CONTINUATION, HALVES[1])], [closed(1000)]),
    ("7.1.6", "a long message, a close and a ping", [frame(TEXT, long_ask(b"a", LARGEST)), close(1000), frame(PING)],
     [quoted(b"a"), closed(1000)]),
    ("7.3.1", "a close without a code", [close()], [closed("none")]),
    ("7.3.2", "a close with half a code", [frame(CLOSE, b"\x03")], [closed(1002)]),
    ("7.3.3", "a close with a code", [close(1000)], [closed(1000)]),
    ("7.3.4", "a close with a code and a reason", [close(1000, b"Hello World!")], [closed(1000)]),
    ("7.3.5", "with the longest reason", [close(1000, b"*" * 123)], [closed(1000)]),
    ("7.3.6", "with a reason that is too long", [close(1000, b"*" * 124)], [closed(1002)]),
    ("7.5.1", "with a reason that is not UTF-8", [close(1000, SURROGATE)], [closed(1007)]),
    ("M7.5.2", "with a reason that ends within a character", [close(1000, b"\xe2\x82")], [closed(1007)]),
    ("M7.5.3", "with a reason beyond ASCII", [close(1000, KOSME)], [closed(1000)]),
    ("M7.5.4", "with a code that may not be and a reason that is not UTF-8", [close(1005, b"\xff")], [closed(1002)]),
    ("M7.1.7", "a subscription and a close in one segment", [frame(TEXT, SUBSCRIBE) + close(1001)],
     [SUBSCRIBED, closed(1001)]),
    ("M7.1.8", "no answer to what is wrong after the close", [close(1000) + frame(3) + b"\xff" * 50], [closed(1000)]),
    ("M7.1.9", "no second close after one for what was wrong", [frame(3), close(1000)], [closed(1002)]),
    ("M7.1.10", "a close in single bytes", cut(close(4321, b"bye"), 1), [closed(4321)]),
    ("M7.1.11", "a close, then the end of TCP at once", [close(1000), END_OF_INPUT], [closed(1000)]),
    ("M7.1.12", "the end of TCP without a close", [END_OF_INPUT], ["end"]),
    ("M7.1.13", "a message, then the end of TCP", [frame(TEXT, ask(b"a")), 0.1, END_OF_INPUT], [quoted(b"a"), "end"]),
    ("M7.1.14", "the end of TCP within a frame", [begun(TEXT, b"a", 5), END_OF_INPUT], ["end"]),
    ("M7.1.15", "a close of which a byte is missing is none yet", [close(1000)[:-1], 0.05, close(1000)[-1:]],
     [closed(1000)]),
    ("M7.1.16", "what follows the close, however much, does not cost the client the answer",
     [close(1000), b"\x81" * 1_000_000], [closed(1000)]),
])
for i, code in enumerate([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999]):
    case(f"7.7.{i + 1}", f"code {code}", [close(code)], [closed(code)])
for i, code in enumerate([1012, 1013, 1014]):  # registered with IANA after the RFC
    case(f"M7.7.{i + 14}", f"code {code}", [close(code, b"later")], [closed(code)])
for i, code in enumerate([0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999]):
    case(f"7.9.{i + 1}", f"code {code}, which may not be sent", [close(code)], [closed(1002)])
for i, code in enumerate([1, 1015, 1999]):
    case(f"M7.9.{i + 10}", f"code {code}, which may not be sent", [close(code, b"x")], [closed(1002)])
for i, code in enumerate([5000, 65535]):
    case(f"7.13.{i + 1}", f"code {code}, which has no meaning", [close(code)], [closed(1002)])

# 9 and 10: limits. Autobahn's go up to 16 MB; here the longest message is 64 KiB.
LONG = long_ask(b"long", LARGEST)
for i, size in enumerate([64, 256, 1024, 4096, 16384, 65536]):
    case(f"9.3.{i + 1}", f"the longest message in fragments of {size} bytes", fragments(cut(LONG, size)),
         [quoted(b"long")])
    case(f"9.5.{i + 1}", f"the longest message in segments of {size} bytes", cut(frame(TEXT, LONG), size),
         [quoted(b"long")])
    if size < LARGEST:
        case(f"M9.1.{i + 1}", f"a message of one byte more in fragments of {size} bytes",
             fragments(cut(LONG + b" ", size)), [closed(1009)])
for i, size in enumerate([64, 1024, 4096, 16384]):
    case(f"9.7.{i + 1}", f"{REQUESTS} messages of {size} bytes", [frame(TEXT, long_ask(b"m", size))] * REQUESTS,
         [quoted(b"m")] * REQUESTS)
rows([
    ("10.1.1", "a message of 65536 bytes in fragments of 1300", fragments(cut(LONG, 1300)), [quoted(b"long")]),
    ("M9.2.1", "one byte more than the longest", [frame(TEXT, LONG + b" ")], [closed(1009)]),
    ("M9.2.2", "it is refused by its header", [header(TEXT, LARGEST + 1)], [closed(1009)]),
    ("M9.2.3", "a fragment is refused by its header, with those before it",
     [frame(TEXT, LONG[:-10], fin=0), header(CONTINUATION, 11)], [closed(1009)]),
    ("M9.2.4", "the longest message, twice", [frame(TEXT, LONG) * 2], [quoted(b"long")] * 2),
    ("M9.2.5", "a megabyte: the client that sends it all can still read why not",
     [frame(TEXT, b"*" * (1 << 20))], [closed(1009)]),
    ("M9.2.6", "a binary of one byte more than the longest", [frame(BINARY, LONG + b" ")], [closed(1009)]),
    ("M9.2.7", "an empty last fragment of the longest", fragments([LONG, b""]), [quoted(b"long")]),
    ("M9.2.8", "a byte in the last fragment behind the longest", fragments([LONG, b" "]), [closed(1009)]),
    ("M9.3.1", "more messages than it takes in a second wait", [frame(TEXT, ask(b"m")) * (2 * REQUESTS + 1)],
     [quoted(b"m")] * (2 * REQUESTS + 1)),
])

# A client that resets TCP behind what it says, of which the server finds out when it answers, costs nobody else
# anything. The reset must come between the server's reading and its answer, hence many times.
TIMES_LEFT = 100
PINGED = frame(PING, b"x")
for i, (about, said) in enumerate([
    ("a text", frame(TEXT, ask(b"a")) * 3),
    ("a subscription", frame(TEXT, SUBSCRIBE) * 3),
    ("pings and texts", (PINGED + frame(TEXT, ask(b"a"))) * 3),
    ("pings and subscriptions", (PINGED + frame(TEXT, SUBSCRIBE)) * 3),
    ("a ping and a close", PINGED + close(1000)),
    ("a ping and what is wrong", PINGED + frame(3)),
]):
    case(f"M10.1.{2 * i + 1}", f"the client leaves behind {about}", [said], [], leaves=TIMES_LEFT)
    case(f"M10.1.{2 * i + 2}", "the same right behind the handshake", [said], [], leaves=TIMES_LEFT, together=True)
case("M10.2", "the server is there for others still", [frame(TEXT, ask(b"a"))], [quoted(b"a")])

# ---- one connection


class Client:
    def __init__(self, handshake):
        self.socket = socket.create_connection((HOST, PORT), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.input = b""
        self.request = handshake

    def request_text(self):
        values = {"METHOD": "GET", "HTTP": "1.1", "Host": f"{HOST}:{PORT}", "Upgrade": "websocket",
                  "Connection": "Upgrade", "Sec-WebSocket-Key": KEY, "Sec-WebSocket-Version": "13"}
        values.update(self.request.get("headers", {}))
        self.key = (values["Sec-WebSocket-Key"] or "").strip()
        first = f"{values.pop('METHOD')} {self.request.get('target', '/v1/feed')} HTTP/{values.pop('HTTP')}\r\n"
        lines = [f"{name}: {value}\r\n" for name, value in values.items() if value is not None]
        return (first + "".join(lines) + "\r\n").encode()

    def open(self, more=b""):
        """What is wrong with the answer to the handshake; empty when it is right."""
        self.send(cut(self.request_text(), self.request.get("chop", 1 << 20)) + [more])
        while b"\r\n\r\n" not in self.input:
            if not self.receive():
                return "no answer to the handshake"
        head, self.input = self.input.split(b"\r\n\r\n", 1)
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
        wanted = self.request.get("status", 101)
        if int(first.split()[1]) != wanted:
            return f"{first}, not {wanted}"
        if wanted == 426 and headers.get("sec-websocket-version") != "13":
            return "426 does not say which version there is"
        if wanted != 101:
            return ""
        accept = base64.b64encode(hashlib.sha1((self.key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
        for name, value in [("upgrade", "websocket"), ("connection", "upgrade"),
                            ("sec-websocket-accept", accept.decode()), ("sec-websocket-extensions", None),
                            ("sec-websocket-protocol", None)]:
            got = headers.get(name)
            same = got == value or name in ("upgrade", "connection") and got is not None and got.lower() == value
            if not same:
                return f"{name} is {got}, not {value}"
        return ""

    def leave(self, said, together):
        if together:
            self.send([self.request_text() + said])
        elif not self.open():
            self.send([said])
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset

    def send(self, steps):
        try:
            for step in steps:
                if step == END_OF_INPUT:
                    self.socket.shutdown(socket.SHUT_WR)
                elif isinstance(step, float):
                    time.sleep(step)
                else:
                    self.socket.sendall(step)
        except (BrokenPipeError, ConnectionResetError):
            pass  # what was answered before is what counts

    def receive(self):
        piece = self.socket.recv(1 << 16)
        self.input += piece
        return piece

    def need(self, size):
        while len(self.input) < size:
            if not self.receive():
                raise EOFError
        return self.input

    def next(self):
        """What the server sends next, described; without what it says of itself while nothing happens."""
        while True:
            try:
                opcode, payload = self.next_frame()
            except EOFError:
                return "end" if not self.input else f"end within a frame: {self.input.hex()}"
            except ConnectionResetError:
                return "reset"
            except socket.timeout:
                return "silence"
            except ValueError as error:
                return f"a wrong frame: {error}"
            said = describe(opcode, payload)
            if said not in ("heartbeat", "ping: "):
                return said

    def next_frame(self):
        first, second = self.need(2)[:2]
        if first & 0xF0 != 0x80:
            raise ValueError(f"its first byte is {first:02x}")
        if second & 0x80:
            raise ValueError("a server does not mask")
        size, begin = second, 2
        if second == 126:
            size, begin = struct.unpack(">H", self.need(4)[2:4])[0], 4
        elif second == 127:
            size, begin = struct.unpack(">Q", self.need(10)[2:10])[0], 10
        if (begin == 4 and size < 126) or (begin == 10 and size < 65536) or (first & 8 and size > 125):
            raise ValueError(f"its length of {size}")
        payload = self.need(begin + size)[begin:begin + size]
        self.input = self.input[begin + size:]
        return first & 15, payload


def describe(opcode, payload):
    try:
        if opcode == PONG:
            return pong(payload)
        if opcode == PING:
            return "ping: " + payload.hex()
        if opcode == CLOSE:
            payload[2:].decode()
            return closed(struct.unpack(">H", payload[:2])[0] if payload else "none")
        if opcode == TEXT:
            return describe_message(json.loads(payload.decode()))
        return f"opcode {opcode}"
    except (ValueError, struct.error) as error:
        return f"a wrong payload {payload.hex()}: {error}"


def describe_message(message):
    if message["type"] == "subscription":
        return "subscribed: " + ",".join(one["channel"] for one in message["channels"])
    if message["type"] != "error":
        return message["type"]
    if message["code"] != "invalid_request":
        return "error: " + message["code"]
    if message["detail"].startswith("a message is JSON: "):
        return NOT_JSON
    if [one["reason"] for one in message["errors"]] == ["is not a known field"]:
        field = message["errors"][0]["field"]
        return "unknown field: " + field if len(field.encode()) < 60 else "unknown field, shortened"
    return "error: " + json.dumps(message, ensure_ascii=False)


# ---- the run


def heard(client, expect):
    """What the server sends, up to the first thing that was not expected."""
    got = []
    said = client.next()
    for expected in expect:
        got.append(said)
        if said != expected:
            break
        said = client.next()
    return got


def leave_often(one):
    for _ in range(one.handshake["leaves"]):
        client = Client(one.handshake)
        with client.socket:
            client.leave(one.send[0], one.handshake.get("together", False))


def run(one):
    """What was got where it differs from what was expected, else nothing."""
    handshake = one.handshake or {}
    if "leaves" in handshake:
        leave_often(one)
        one, handshake = one._replace(send=[]), {}  # another client is served
    together = handshake.get("together", False)
    client = Client(handshake)
    with client.socket:
        wrong = client.open(b"".join(one.send) if together else b"")
        if wrong:
            return [], [wrong]
        if handshake.get("status", 101) != 101:
            return None
        expect = list(one.expect)
        ends = bool(expect) and (expect[-1].startswith("close") or expect[-1] == "end")
        if not together:
            client.send(one.send)
        if not ends:
            client.send([frame(PING, b"and on") + close(1000)])
            expect += [pong(b"and on"), closed(1000)]
        if expect[-1] != "end":
            expect.append("end")
        got = heard(client, expect)
        return None if got == expect else (expect, got)


def shortened(parts):
    text = " | ".join(part.hex() if isinstance(part, bytes) else str(part) for part in parts)
    return text if len(text) < 400 else f"{text[:300]} … {text[-60:]}"


def ways(one):
    """The same bytes must mean the same however they are cut: a case as it is, in one segment and in single bytes."""
    yield "as it is", one
    whole = [] if not all(isinstance(step, bytes) for step in one.send) else [b"".join(one.send)]
    if not whole or one.handshake:
        return
    if whole != one.send:
        yield "in one segment", one._replace(send=whole)
    if len(whole[0]) <= LARGEST_IN_BYTES:
        yield "in single bytes", one._replace(send=cut(whole[0], 1))


def outcome(one):
    try:
        return run(one)
    except (OSError, EOFError, ValueError, KeyError) as error:
        return one.expect, [repr(error)]


def main():
    numbers = [one.number for one in CASES]
    twice = {number for number in numbers if numbers.count(number) > 1}
    if twice:
        sys.exit(f"numbers that stand for two cases: {sorted(twice)}")
    cases = [one for one in CASES if one.number.startswith(ONLY)]
    runs = [(way, cut_so) for one in cases for way, cut_so in ways(one)]
    begin = time.monotonic()
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        for (way, one), wrong in zip(runs, pool.map(outcome, [one for _, one in runs])):
            if wrong is None:
                continue
            failed += 1
            if failed > MOST_FAILURES:
                pool.shutdown(wait=False, cancel_futures=True)
                print("and more, of which not all were run")
                break
            print(f"{one.number} {one.about} ({way})\n  sent      {shortened(one.send) or one.handshake}\n"
                  f"  expected  {shortened(wrong[0])}\n  got       {shortened(wrong[1])}")
    print(f"{len(cases)} cases in {len(runs)} runs, {failed} failed, {time.monotonic() - begin:.1f} s")
    return 1 if failed or not cases else 0


sys.exit(main())
