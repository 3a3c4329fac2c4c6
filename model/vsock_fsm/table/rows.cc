#include "model/vsock_fsm/table/rows.h"

#include <algorithm>
#include <utility>

namespace vmcheck::vsock::table {
namespace {

std::vector<Input> of_types(unsigned char kind, std::initializer_list<unsigned int> types) {
  std::vector<Input> all;
  for (const unsigned int type : types) all.push_back({kind, static_cast<unsigned char>(type)});
  return all;
}

}  // namespace

std::vector<Input> on(std::initializer_list<vmci_connection_event_kind> kinds) {
  std::vector<Input> all;
  for (const vmci_connection_event_kind kind : kinds) {
    all.push_back({static_cast<unsigned char>(kind)});
  }
  return all;
}

std::vector<Input> on_packets(std::initializer_list<unsigned int> types) {
  return of_types(VMCI_ON_PACKET, types);
}

std::vector<Input> on_children(std::initializer_list<unsigned int> types) {
  return of_types(VMCI_ON_OPEN, types);
}

std::vector<Input> on_packets_but(std::initializer_list<unsigned int> types) {
  std::vector<Input> all;
  for (unsigned int type = 0; type < kUnknownType; ++type) {
    if (std::find(types.begin(), types.end(), type) == types.end()) {
      all.push_back({VMCI_ON_PACKET, static_cast<unsigned char>(type)});
    }
  }
  return all;
}

std::vector<Input> on_any_child() {
  std::vector<Input> all;
  for (unsigned char type = 0; type <= kUnknownType; ++type) all.push_back({VMCI_ON_OPEN, type});
  return all;
}

Makes operator+(Makes a, const Makes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Transition refusal(unsigned char from, std::vector<Input> inputs, std::vector<Literal> guard,
                   Term error) {
  return {from, std::move(inputs), std::move(guard), {from, 0, kNothing}, {{Field::result, error}}};
}

Transition nothing(unsigned char from, std::vector<Input> inputs, std::vector<Literal> guard) {
  return {from, std::move(inputs), std::move(guard), {from, 0, kNothing}, {}};
}

Makes pair_over() {
  return {{Field::frees, Term::all},          {Field::names, Term::all},
          {Field::pair, Term::cleared},       {Field::handle, Term::cleared},
          {Field::size, Term::cleared},       {Field::notify, Term::cleared},
          {Field::requested, Term::cleared},  {Field::reset_due, Term::cleared},
          {Field::subscribed, Term::cleared}, {Field::timed, Term::cleared}};
}

Makes attempt_over(Term frees) {
  Makes makes = pair_over() + Makes{{Field::peer_gone, Term::cleared},
                                    {Field::established_once, Term::cleared},
                                    {Field::peer_shutdown, Term::cleared},
                                    {Field::local, Term::own},
                                    {Field::remote, Term::cleared}};
  makes.front().term = frees;
  return makes;
}

Makes all_over() {
  return attempt_over() + Makes{{Field::error, Term::cleared},
                                {Field::shutdown, Term::cleared},
                                {Field::backlog, Term::cleared},
                                {Field::pending, Term::cleared},
                                {Field::ready, Term::cleared}};
}

std::vector<Transition> of_any_state(unsigned char from) {
  std::vector<Transition> all{
      {from,
       on({VMCI_ON_TAKE_ERROR}),
       {},
       {from, 0, kNothing},
       {{Field::result, Term::own}, {Field::error, Term::cleared}}},
      {from,
       on({VMCI_ON_PAIR}),
       {!Condition::awaited},
       {from, 0, kNothing},
       {{Field::frees, Term::the_pair}, {Field::names, Term::of_event}},
       "A pair may come when its attempt is over, and goes back at once."},
      nothing(from, on({VMCI_ON_NO_PAIR}), {!Condition::awaited}),
  };
  if (from == VMCI_CONNECTION_CLOSE) return all;
  all.push_back(
      {from, on_packets({kUnknownType}), {}, {from, VMCI_CONNECTION_ANSWER_INVALID, kNothing}, {}});
  return all;
}

}  // namespace vmcheck::vsock::table
