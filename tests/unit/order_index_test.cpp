// OrderIndex finds every order by id through inserts and erases in any order, and visits the rest by id.
#include "engine/order_index.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <vector>

using namespace market;

TEST_CASE("the index follows a map through a long life of orders") {
  std::mt19937_64 random(11);
  OrderIndex index;
  struct Record {
    OrderId id;
  };
  std::vector<Record> records(100'000);
  std::map<std::uint64_t, std::uint32_t> model;
  std::uint64_t next_id = 1;
  for (int step = 0; step < 30'000; ++step) {
    if (model.size() < 50 || random() % 2 == 0) {
      auto slot = static_cast<std::uint32_t>(1 + random() % (records.size() - 1));
      while (records[slot].id != OrderId()) slot = slot % (records.size() - 1) + 1;
      records[slot].id = OrderId(next_id);
      index.insert(OrderId(next_id), slot);
      model[next_id++] = slot;
    } else {
      auto victim = model.lower_bound(random() % next_id);
      if (victim == model.end()) victim = model.begin();
      index.erase(OrderId(victim->first));
      records[victim->second].id = OrderId();
      CHECK(index.find(OrderId(victim->first), records) == kNoSlot);
      model.erase(victim);
    }
  }
  for (std::uint64_t id = 0; id < next_id + 5; ++id)
    CHECK(index.find(OrderId(id), records) == (model.contains(id) ? model[id] : kNoSlot));

  const std::uint64_t after = next_id / 2;
  std::vector<std::uint32_t> expected, seen;
  for (auto it = model.upper_bound(after); it != model.end(); ++it) expected.push_back(it->second);
  index.visit(OrderId(after), records, [&](std::uint32_t slot) {
    seen.push_back(slot);
    return true;
  });
  CHECK(seen == expected);
}
