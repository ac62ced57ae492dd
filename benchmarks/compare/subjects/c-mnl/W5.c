#include "mnl.h"

static void change(int type, int flags)
{
    struct nlmsghdr *header = mnl_begin(request, type, NLM_F_ACK | flags);
    struct rtmsg *info = mnl_nlmsg_put_extra_header(header, sizeof *info);

    *info = (struct rtmsg){ AF_INET, 32, 0, 0, RT_TABLE_MAIN, RTPROT_BOOT, RT_SCOPE_LINK, RTN_UNICAST, 0 };
    mnl_attr_put_u32(header, RTA_DST, htonl(0x0b000000));
    mnl_attr_put_u32(header, RTA_OIF, 1);
    mnl_talk(header, NULL, NULL);
}

static void work(void)
{
    change(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
    change(RTM_DELROUTE, 0);
}

int main(void)
{
    open_mnl();
    measure(work, 2);
}
