using System.Net;
using System.Net.NetworkInformation;
using System.Reflection;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Events;

public sealed class LinkComparisonTests
{
    public static TheoryData<string> Properties =>
        [.. typeof(LinkInfo).GetProperties().Where(property => property.SetMethod is not null).Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Properties))]
    public void Links_that_differ_in_any_property_are_not_the_same(string name)
    {
        PropertyInfo property = typeof(LinkInfo).GetProperty(name)!;
        (LinkInfo one, LinkInfo other) = (Empty(), Empty());
        one.IsSameAs(other).Should().BeTrue();
        object value = Value(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
        property.SetValue(other, value);
        one.IsSameAs(other).Should().BeFalse();
        property.SetValue(one, value);
        one.IsSameAs(other).Should().BeTrue();
    }

    [Fact]
    public void Timers_of_a_bridge_are_not_compared()
    {
        Bridge(timer: 1, age: 300).IsSameAs(Bridge(timer: 2, age: 300)).Should().BeTrue();
        Bridge(timer: 1, age: 300).IsSameAs(Bridge(timer: 1, age: 301)).Should().BeFalse();
    }

    private static LinkInfo Bridge(ulong timer, uint age)
    {
        NetlinkMessageWriter message = new(new byte[256], Linux.RTM_NEWLINK);
        message.WriteStruct<ifinfomsg>();
        NestedAttribute info = message.BeginNested(Linux.IFLA_LINKINFO);
        message.WriteString(Linux.IFLA_INFO_KIND, "bridge");
        NestedAttribute data = message.BeginNested(Linux.IFLA_INFO_DATA);
        message.WriteUInt64(BridgeSchema.IFLA_BR_GC_TIMER, timer);
        message.WriteUInt32(BridgeSchema.IFLA_BR_AGEING_TIME, age);
        message.EndNested(data);
        message.EndNested(info);
        return LinkInfo.Read(new NetlinkMessage(message.Finish()));
    }

    private static LinkInfo Empty() => LinkInfo.Read(new NetlinkMessage(new byte[32]));

    private static object Value(Type type) =>
        type == typeof(string) ? "text"
        : type == typeof(bool) ? true
        : type == typeof(long) ? 7L
        : type == typeof(int) ? 7
        : type == typeof(PhysicalAddress) ? PhysicalAddress.Parse("02-00-00-00-00-01")
        : type == typeof(IPAddress) ? IPAddress.Loopback
        : type == typeof(IReadOnlyList<string>) ? new List<string> { "text" }
        : type.IsEnum ? Enum.ToObject(type, 1)
        : throw new InvalidOperationException($"A value of {type} is not known.");
}
