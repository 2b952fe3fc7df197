// CommandSpec: one subcommand described as data. The argument parser, the help texts, the shell completion,
// the coverage check against openapi.json and the generic runner all read this one description.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/failure.hpp"
#include "cli/view.hpp"

namespace market::cli {

class Context;

enum class ValueKind {
  text,
  symbol,   // made upper case
  integer,  // a JSON integer
  decimal,  // a decimal string, at most four decimals
  toggle,   // present or not: true
  pairs,    // NAME=QUANTITY, repeatable: an object of integers
  list,     // repeatable or comma separated: joined by commas
  ticks,    // FROM:TICK, repeatable or comma separated: the steps of a tick table
  breaker,  // PERCENT,WINDOW,DURATION: a circuit breaker
};

// Whether a flag of this kind may be given several times.
constexpr bool is_repeatable(ValueKind kind) {
  return kind == ValueKind::pairs || kind == ValueKind::list || kind == ValueKind::ticks;
}

// Where a value travels. `local` values are for the command's own function.
enum class Place { path, query, body, local };

// One flag or positional argument. The setters return a copy, so that a table reads as one line each.
struct Parameter {
  std::string_view name;  // "limit-price"; positional ones are shown in upper case
  std::string_view help;
  ValueKind kind = ValueKind::text;
  Place place = Place::body;
  bool positional = false;
  bool required = false;
  bool many = false;                      // a positional one that takes all the rest
  bool nullable = false;                  // "none" stands for null
  char letter = 0;                        // short form of a flag
  std::string_view field;                 // JSON or query name when it is not name in snake_case; "a.b" nests
  std::vector<std::string_view> choices;  // nothing else is taken
  std::vector<std::string_view> suggestions;  // what the completion offers where other words are taken too
  std::string_view value_name;                // for the help text; default from the kind
  std::string_view flag_name;                 // the flag that a positional one may also be given with

  Parameter must() const {
    auto p = *this;
    p.required = true;
    return p;
  }
  Parameter rest() const {
    auto p = *this;
    p.many = true;
    return p;
  }
  Parameter in(Place where) const {
    auto p = *this;
    p.place = where;
    return p;
  }
  Parameter or_none() const {
    auto p = *this;
    p.nullable = true;
    return p;
  }
  Parameter as(std::string_view f) const {
    auto p = *this;
    p.field = f;
    return p;
  }
  Parameter short_form(char c) const {
    auto p = *this;
    p.letter = c;
    return p;
  }
  Parameter one_of(std::vector<std::string_view> c) const {
    auto p = *this;
    p.choices = std::move(c);
    return p;
  }
  Parameter suggesting(std::vector<std::string_view> s) const {
    auto p = *this;
    p.suggestions = std::move(s);
    return p;
  }
  Parameter or_flag(std::string_view f) const {
    auto p = *this;
    p.flag_name = f;
    return p;
  }
  Parameter shown_as(std::string_view v) const {
    auto p = *this;
    p.value_name = v;
    return p;
  }

  std::string field_name() const;
};

Parameter argument(std::string_view name, std::string_view help, ValueKind kind = ValueKind::text);
Parameter flag(std::string_view name, std::string_view help, ValueKind kind = ValueKind::text);

// Whose name goes along as "trader" when the command is run with --as.
enum class Acting {
  none,  // needs the admin key, or none: a trader set by the environment is not used
  in_body,
  in_query,
  by_key,  // the key alone says who acts
};

using RunFunction = Status (*)(Context&);

struct CommandSpec {
  std::string_view path;  // "trader key add"
  std::string_view summary;
  std::string_view example;                  // without "marketctl"
  std::vector<std::string_view> operations;  // operationIds of openapi.json that this command wraps
  std::vector<Parameter> parameters;
  std::string_view method;  // the request of the generic runner: "POST"
  std::string_view target;  // "/v1/companies/{symbol}/halt"
  Acting acting = Acting::none;
  const View* view = nullptr;  // how the generic runner shows the answer
  RunFunction run = nullptr;   // replaces the generic runner

  const Parameter* find(std::string_view name) const;
};

// Every subcommand, grouped by noun in the order of the help text.
const std::vector<CommandSpec>& command_table();

// Which operation is reachable through which subcommand: one entry for each pair.
struct OperationCoverage {
  std::string_view operation;
  std::string_view command;
};
std::span<const OperationCoverage> covered_operations();

}  // namespace market::cli
