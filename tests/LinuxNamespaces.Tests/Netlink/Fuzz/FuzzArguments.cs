using System.Net.Sockets;
using System.Reflection;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Tests.Netlink.Fuzz;

/// <summary>What a parser is given besides the bytes.</summary>
internal static class FuzzArguments
{
    internal static readonly GenericNetlinkFamily Family = ControllerMessages.Parse(Controller())!;

    private static readonly AddressFamily[] s_families = [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6];

    private static readonly ProtocolType[] s_protocols = [ProtocolType.Tcp, ProtocolType.Udp, ProtocolType.Raw];

    private static NetlinkMessage Controller() => new((byte[])[.. new NetlinkMessageWriter(new byte[16], Linux.GENL_ID_CTRL).Finish(), .. GenericNetlinkTests.Controller]);

    internal static object? Create(ParameterInfo parameter, FuzzRandom random)
    {
        Type type = FuzzMethods.Element(parameter);
        return type switch
        {
            _ when parameter.IsOut => null,
            _ when type == typeof(int) || type == typeof(uint) || type == typeof(long) || type == typeof(int?) => Convert.ChangeType(1, Nullable.GetUnderlyingType(type) ?? type, null),
            _ when type == typeof(bool) => random.OneIn(2),
            _ when type == typeof(ushort) || type == typeof(ushort?) => (ushort)random.Below(12),
            _ when type == typeof(byte) => (byte)random.Below(12),
            _ when type == typeof(string) => "name",
            _ when type == typeof(AddressFamily) => random.Pick(s_families),
            _ when type == typeof(ProtocolType) => random.Pick(s_protocols),
            _ when type == typeof(LinkNames) => LinkNames.Empty,
            _ when type.IsEnum => random.Pick(Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(value => Enum.ToObject(type, value)).ToArray()),
            _ when type.IsGenericType && type.GetConstructor(Type.EmptyTypes) is not null => Activator.CreateInstance(type),
            _ => throw new NotSupportedException($"Say in {nameof(FuzzArguments)} what {parameter.Member.DeclaringType}.{parameter.Member.Name} gets for its {type} '{parameter.Name}'."),
        };
    }
}
