using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.GreSchema;

namespace LinuxNamespaces.Network;

/// <summary>What ERSPAN tunnels over IPv4 and IPv6 have in common: the session, which is the key of the GRE header, and the format.</summary>
internal record struct ErspanHeader
{
    private const int MaxSession = 1023;

    private GreHeaders _headers;
    private byte _version;
    private uint _index;
    private byte _direction;
    private ushort _hardwareId;

    internal readonly int SessionId => (int)((_headers.Output.Key ?? 0) & MaxSession);

    internal readonly ErspanFormat Format => ErspanFormat.Read(_version, _index, _direction, _hardwareId);

    internal static int? RequireSession(int? value, string name) => NumberRange.Require(value, 0, MaxSession, name);

    /// <summary>Writes what is set. The kernel wants a key and sequence numbers, and no checksum.</summary>
    internal static void Write(ref NetlinkMessageWriter writer, int? session, ErspanFormat? format)
    {
        if (session is { } number)
        {
            WriteHeader(ref writer, IFLA_GRE_IFLAGS, IFLA_GRE_IKEY, (uint)number);
            WriteHeader(ref writer, IFLA_GRE_OFLAGS, IFLA_GRE_OKEY, (uint)number);
        }

        format?.Write(ref writer);

        static void WriteHeader(ref NetlinkMessageWriter writer, int flags, int key, uint value) => GreHeader.Write(ref writer, flags, key, value, checksum: false, sequenceNumbers: true);
    }

    /// <summary>Reads an attribute.</summary>
    /// <returns>Whether it is one of these.</returns>
    internal bool Apply(NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case IFLA_GRE_ERSPAN_VER:
                _version = attribute.ReadByte();
                return true;
            case IFLA_GRE_ERSPAN_INDEX:
                _index = attribute.ReadUInt32();
                return true;
            case IFLA_GRE_ERSPAN_DIR:
                _direction = attribute.ReadByte();
                return true;
            case IFLA_GRE_ERSPAN_HWID:
                _hardwareId = attribute.ReadUInt16();
                return true;
            default:
                return _headers.Apply(attribute);
        }
    }
}
