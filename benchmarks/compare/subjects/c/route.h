/* Routes to single addresses over the loopback link. */
#pragma once
#include "compare.h"

static struct nlmsghdr *write_route(char *place, int type, int flags, unsigned address)
{
    struct rtmsg info = { AF_INET, 32, 0, 0, RT_TABLE_MAIN, RTPROT_BOOT, RT_SCOPE_LINK, RTN_UNICAST, 0 };
    struct nlmsghdr *header = begin_message(place, type, flags, &info, sizeof info);

    add_number(header, RTA_DST, htonl(address));
    add_number(header, RTA_OIF, 1);
    return header;
}
