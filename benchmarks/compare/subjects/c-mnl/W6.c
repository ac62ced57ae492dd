#include <linux/if_addr.h>
#include "mnl.h"

static void change(int type, int flags)
{
    struct nlmsghdr *header = mnl_begin(request, type, NLM_F_ACK | flags);
    struct ifaddrmsg *info = mnl_nlmsg_put_extra_header(header, sizeof *info);

    *info = (struct ifaddrmsg){ .ifa_family = AF_INET, .ifa_prefixlen = 24, .ifa_index = 100 };
    mnl_attr_put_u32(header, IFA_LOCAL, htonl(0x0a000001));
    mnl_attr_put_u32(header, IFA_ADDRESS, htonl(0x0a000001));
    mnl_talk(header, NULL, NULL);
}

static void work(void)
{
    change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
    change(RTM_DELADDR, 0);
}

int main(void)
{
    open_mnl();
    measure(work, 1);
}
