using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.GreSchema;

namespace LinuxNamespaces.Network;

/// <summary>The GRE headers of both directions, as the kernel reports them.</summary>
internal record struct GreHeaders
{
    private ushort _inputFlags;
    private ushort _outputFlags;
    private uint _inputKey;
    private uint _outputKey;

    internal readonly GreHeader Input => GreHeader.Read(_inputFlags, _inputKey);

    internal readonly GreHeader Output => GreHeader.Read(_outputFlags, _outputKey);

    internal static void Write(ref NetlinkMessageWriter writer, GreHeader? input, GreHeader? output)
    {
        input?.Write(ref writer, IFLA_GRE_IFLAGS, IFLA_GRE_IKEY);
        output?.Write(ref writer, IFLA_GRE_OFLAGS, IFLA_GRE_OKEY);
    }

    /// <summary>Reads an attribute.</summary>
    /// <returns>Whether it is one of these.</returns>
    internal bool Apply(NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case IFLA_GRE_IFLAGS:
                _inputFlags = attribute.ReadUInt16BigEndian();
                return true;
            case IFLA_GRE_OFLAGS:
                _outputFlags = attribute.ReadUInt16BigEndian();
                return true;
            case IFLA_GRE_IKEY:
                _inputKey = attribute.ReadUInt32BigEndian();
                return true;
            case IFLA_GRE_OKEY:
                _outputKey = attribute.ReadUInt32BigEndian();
                return true;
            default:
                return false;
        }
    }
}
