// An event stream gives the same events however its bytes are split.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/sse_reader.hpp"

namespace market::cli {
namespace {

std::vector<std::string> events_of(const std::string& stream, std::size_t piece) {
  std::vector<std::string> events;
  SseReader reader([&](const SseEvent& event) {
    events.push_back(event.id + "|" + event.type + "|" + event.data);
    return true;
  });
  for (std::size_t at = 0; at < stream.size(); at += piece)
    CHECK(reader.feed(std::string_view(stream).substr(at, piece)));
  return events;
}

}  // namespace

TEST_CASE("cli sse: fields, comments, line ends and multi-line data, at every split") {
  const std::string stream =
      "\xef\xbb\xbf: welcome\n\nid: 7-0\nevent: trade\ndata: {\"a\":1}\n\n"
      "data:x\r\ndata:  y\r\n\r\n"
      "id: 8-1\revent: quote\rdata\r\r"
      "event: nothing\n\n"
      "retry: 10\nfoo: bar\ndata: z\n\n"
      "data: incomplete";
  const std::vector<std::string> expected = {"7-0|trade|{\"a\":1}", "7-0|message|x\n y", "8-1|quote|",
                                             "8-1|message|z"};
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) CHECK(events_of(stream, piece) == expected);
}

TEST_CASE("cli sse: a block without data tells its id as well, once it is whole") {
  std::vector<std::string> ids;
  SseReader reader([&](const SseEvent& event) {
    ids.push_back(event.id);
    return true;
  });
  CHECK(reader.last_id().empty());
  CHECK(reader.feed(": the market is at seq 17\nid: 17\n"));
  CHECK(reader.last_id().empty());
  CHECK(reader.feed("\n"));
  CHECK(reader.last_id() == "17");
  CHECK(ids.empty());
  CHECK(reader.feed("data: x\n\nid: 18-0\ndata: y\n"));
  CHECK(reader.last_id() == "17");
  CHECK(reader.feed("\n: quiet\n\n"));
  CHECK(reader.last_id() == "18-0");
  CHECK(ids == std::vector<std::string>{"17", "18-0"});
}

TEST_CASE("cli sse: the sink ends the reading") {
  int seen = 0;
  SseReader reader([&](const SseEvent&) { return ++seen < 2; });
  CHECK_FALSE(reader.feed("data: 1\n\ndata: 2\n\ndata: 3\n\n"));
  CHECK(seen == 2);
}

}  // namespace market::cli
