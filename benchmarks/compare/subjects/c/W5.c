#include "route.h"

static void work(void)
{
    talk(write_route(request, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK, 0x0b000000));
    talk(write_route(request, RTM_DELROUTE, NLM_F_ACK, 0x0b000000));
}

int main(void)
{
    open_netlink();
    measure(work, 2);
}
