// The instances of the theorems, a file for each kind of program.
#pragma once

#include <vector>

#include "model/qpair/instances/instance.h"

namespace vmcheck::qpair {

std::vector<Instance> index_instances();             // arithmetic/*, acceptance/*, begin/*
std::vector<Instance> query_instances();             // queries/*, coverity/*
std::vector<Instance> transfer_instances();          // transfer/*, fifo/*
std::vector<Instance> hostile_query_instances();     // hostile-peer/* of queries
std::vector<Instance> hostile_transfer_instances();  // hostile-peer/* of operations

}  // namespace vmcheck::qpair
