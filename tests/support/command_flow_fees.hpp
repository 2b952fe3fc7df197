// The fees that a CommandFlow begins with.
#pragma once
#include "model/fee_schedule.hpp"

namespace market::test {

FeeTable first_fee_table();

}  // namespace market::test
