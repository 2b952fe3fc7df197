// LobsterTranslator: recorded messages -> batch operations of two traders. The maker places, reduces and
// cancels the orders that the file names; the taker sends, for each execution, an immediate-or-cancel order
// of the other side. Orders are named by client_order_id, so a batch needs no ids from the answer to the one
// before.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "model/lobster.hpp"

namespace market::cli {

struct ReplayParties {
  std::string run;  // begins every client_order_id of this run
  std::string symbol;
  std::string maker;
  std::string taker;
};

class LobsterTranslator {
 public:
  explicit LobsterTranslator(ReplayParties parties) : parties_(std::move(parties)) {}

  enum class Kind { none, place, amend, cancel, execute };
  struct Translated {
    Kind kind = Kind::none;
    bool known = true;      // false: skipped, because the file never added the order that the message names
    std::string operation;  // JSON of one batch operation; empty for Kind::none
  };
  Translated translate(const LobsterMessage& message);

  std::string client_order_id(std::uint64_t order) const {
    return parties_.run + "-" + std::to_string(order);
  }

 private:
  struct Recorded {
    std::int64_t total = 0;   // the quantity that the order stands for now, with what was executed
    std::int64_t filled = 0;  // as the file has it
  };
  std::string place(const LobsterMessage& message) const;
  std::string execute(const LobsterMessage& message);
  std::string reference(std::string_view op, std::uint64_t order) const;

  ReplayParties parties_;
  std::unordered_map<std::uint64_t, Recorded> orders_;
  std::uint64_t executions_ = 0;
};

// What the two traders need, at most, to play the whole file.
struct ReplayNeeds {
  Money maker_cash, taker_cash;
  std::int64_t maker_shares = 0, taker_shares = 0;
  std::optional<Price> first_price;
};
Result<ReplayNeeds> needs_of(const std::vector<LobsterMessage>& messages);

}  // namespace market::cli
