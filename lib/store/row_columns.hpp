// The rows of market.db and their columns: columns(archive, row) hands the archive the name and the value of
// each column in order, for writing, reading and making the SQL; the crc column follows. Private to
// lib/store.
//
// The structured bindings do not compile when a member is missing here, so that nobody adds one to a struct
// without thinking of the databases that were written before.
#pragma once
#include "store/fee_columns.hpp"
#include "store/history_columns.hpp"
#include "store/order_columns.hpp"
#include "store/state_columns.hpp"
