#include "tools/vmcheck/known_bugs.h"

namespace vmcheck {

const std::vector<TestedBug>& tested_bugs() {
  static const std::vector<TestedBug> bugs{
      {"a checkpoint leaves with doorbells that nobody has written", "Linux, 2020",
       "checkpoint/bytes_not_written"},
      {"a machine without guests finds no way to others", "Linux, 2020",
       "transport/no_way_without_guests"},
      {"a machine with the local transport alone has no context", "Linux, 2025",
       "transport/local_cid_forgotten"},
      {"a socket is made a connected one that is that already", "Linux, 2022",
       "port_table/connected_twice"},
      {"a transport ends the connections of others", "Linux, 2022",
       "port_table/connection_of_another_transport"},
      {"a connection that is over stays in the table, and its port is refused", "Linux, 2023",
       "port_table/closed_one_still_connected"},
      {"a packet is believed to be for this machine whatever its destination is", "Linux, 2020",
       "port_table/found_by_port_alone"},
      {"a socket loses its binding with its transport", "Linux, 2025",
       "port_table/binding_lost_with_the_connection"},
      {"the port that stands for any is given to a socket", "Linux, 2025",
       "port_table/any_port_given"},
      {"the ports that are given can be guessed", "Linux, 2018", "port_table/same_start_each_time"},
      {"a size is cut to the maximum before it is raised to the minimum", "Linux, 2026",
       "options/cut_then_raised"},
      {"the error of an attempt fails the next one", "Linux, 2026",
       "connection/error_of_the_last_attempt"},
      {"a socket that was connected, and whose peer has reset it, connects once more",
       "Linux, 2026", "connection/closing_connected_anew"},
      {"the error of a listener fails accept()", "Linux, 2026",
       "connection/accept_fails_with_the_error"},
      {"a packet leaves with bytes that nobody has written", "Linux, 2025",
       "packet/rest_not_cleared"},
      {"a packet is read beyond its end", "Linux, 2025", "packet/short_one_read"},
      {"what is free wraps, as the peer says that it has read what was not sent", "Linux, 2023",
       "index_out_of_range_believed"},
      {"packets without bytes are kept without a limit", "Linux, 2026",
       "vsock_datagram/empty_ones_do_not_count"},
      {"a peer takes back the space that it has given", "Linux, 2026", "backward_head_believed"},
  };
  return bugs;
}

}  // namespace vmcheck
