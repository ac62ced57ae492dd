#include <linux/if_addr.h>
#include "compare.h"

static void change(int type, int flags)
{
    struct ifaddrmsg info = { .ifa_family = AF_INET, .ifa_prefixlen = 24, .ifa_index = 100 };
    struct nlmsghdr *header = begin_message(request, type, NLM_F_ACK | flags, &info, sizeof info);

    add_number(header, IFA_LOCAL, htonl(0x0a000001));
    add_number(header, IFA_ADDRESS, htonl(0x0a000001));
    talk(header);
}

static void work(void)
{
    change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
    change(RTM_DELADDR, 0);
}

int main(void)
{
    open_netlink();
    measure(work, 1);
}
