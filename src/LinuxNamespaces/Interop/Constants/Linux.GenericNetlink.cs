namespace LinuxNamespaces.Interop;

/// <summary>Constants of linux/genetlink.h.</summary>
internal static partial class Linux
{
    internal const int GENL_NAMSIZ = 16;
    internal const ushort GENL_ID_CTRL = 0x10;

    internal const int GENL_ADMIN_PERM = 0x01;
    internal const int GENL_CMD_CAP_DO = 0x02;
    internal const int GENL_CMD_CAP_DUMP = 0x04;
    internal const int GENL_CMD_CAP_HASPOL = 0x08;
    internal const int GENL_UNS_ADMIN_PERM = 0x10;

    internal const byte CTRL_CMD_NEWFAMILY = 1;
    internal const byte CTRL_CMD_GETFAMILY = 3;

    internal const int CTRL_ATTR_FAMILY_ID = 1;
    internal const int CTRL_ATTR_FAMILY_NAME = 2;
    internal const int CTRL_ATTR_VERSION = 3;
    internal const int CTRL_ATTR_HDRSIZE = 4;
    internal const int CTRL_ATTR_MAXATTR = 5;
    internal const int CTRL_ATTR_OPS = 6;
    internal const int CTRL_ATTR_MCAST_GROUPS = 7;
    internal const int CTRL_ATTR_POLICY = 8;
    internal const int CTRL_ATTR_OP_POLICY = 9;
    internal const int CTRL_ATTR_OP = 10;

    internal const int CTRL_ATTR_OP_ID = 1;
    internal const int CTRL_ATTR_OP_FLAGS = 2;

    internal const int CTRL_ATTR_MCAST_GRP_NAME = 1;
    internal const int CTRL_ATTR_MCAST_GRP_ID = 2;
}
