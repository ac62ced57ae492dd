#include "route.h"

enum { BATCH = 1000 };

/* One datagram, of which the last message is acknowledged. */
static void change(int type, int flags)
{
    int length = 0;

    for (unsigned i = 0; i < BATCH; i++)
        length += write_route(request + length, type, flags | (i == BATCH - 1 ? NLM_F_ACK : 0), 0x0b000000 + i)->nlmsg_len;
    transmit(request, length);
    wait_for_answer();
}

static void work(void)
{
    change(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
    change(RTM_DELROUTE, 0);
}

int main(void)
{
    open_netlink();
    measure(work, 2 * BATCH);
}
