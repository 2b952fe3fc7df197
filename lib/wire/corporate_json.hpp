// The answers to corporate actions: the company as it is afterwards, and what was done.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "model/company.hpp"
#include "wire/json_writer.hpp"

namespace market {

struct DividendDone {
  std::optional<Money> per_share, total;  // as asked for: one of them
  std::string from;                       // "issuer", "exchange" or "trader:ID"
  Amount paid;
  Amount paid_in;             // came from outside into the issuer's account first
  Money remainder;            // total - paid; 0 of a dividend per share
  std::uint64_t holders = 0;  // who were paid something
};
void append_company_with_dividend(JsonWriter& json, const Company& company, const DividendDone& done);

struct SplitDone {
  std::uint32_t to = 1, from = 1;
  Amount cash_in_lieu;  // paid for fractions of shares
  Amount paid_in;       // came from outside into the issuer's account first
  std::uint64_t orders_ended = 0;
};
void append_company_with_split(JsonWriter& json, const Company& company, const SplitDone& done);

}  // namespace market
