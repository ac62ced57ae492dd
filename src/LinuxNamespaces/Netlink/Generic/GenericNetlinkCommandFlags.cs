using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>Specifies how a command of a generic netlink family can be used, and by which users (<c>CTRL_ATTR_OP_FLAGS</c>).</summary>
[Flags]
public enum GenericNetlinkCommandFlags
{
    /// <summary>No flags.</summary>
    None = 0,

    /// <summary>The command needs CAP_NET_ADMIN in the initial user namespace (GENL_ADMIN_PERM).</summary>
    NeedsInitialNetworkAdministrator = Linux.GENL_ADMIN_PERM,

    /// <summary>The command works on one object (GENL_CMD_CAP_DO).</summary>
    Do = Linux.GENL_CMD_CAP_DO,

    /// <summary>The command can dump a table (GENL_CMD_CAP_DUMP).</summary>
    Dump = Linux.GENL_CMD_CAP_DUMP,

    /// <summary>The kernel has a policy for the attributes of the command (GENL_CMD_CAP_HASPOL).</summary>
    HasPolicy = Linux.GENL_CMD_CAP_HASPOL,

    /// <summary>The command needs CAP_NET_ADMIN in the user namespace that owns the network namespace (GENL_UNS_ADMIN_PERM).</summary>
    NeedsNetworkAdministrator = Linux.GENL_UNS_ADMIN_PERM,
}
