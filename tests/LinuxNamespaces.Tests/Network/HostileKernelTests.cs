using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using LinuxNamespaces.Tests.Netlink;
using Xunit;

namespace LinuxNamespaces.Tests.Network;

/// <summary>A kernel that answers real requests with hostile replies.</summary>
public sealed class HostileKernelTests
{
    private const int Rounds = 40_000;

    private static readonly MessageSchemas s_schemas = new([.. LinkSchema.Messages, .. AddressSchema.Messages, .. RouteSchema.Messages, .. NamespaceIdSchema.Messages]);

    private static readonly Action<RtnetlinkConnection>[] s_requests =
    [
        connection => connection.Links.Get(5),
        connection => connection.Links.Find("veth0"),
        connection => connection.Links.List(),
        connection => connection.Links.AddBridge("br0"),
        connection => LinkKinds.ToLink(connection, LinkInfo.Read(KernelReplies.Message("port"))).GetAddresses(),
        connection => LinkKinds.ToLink(connection, LinkInfo.Read(KernelReplies.Message("port"))).SetMtu(1500),
        connection => connection.Routes.List(),
        connection => connection.Routes.AddDefault(System.Net.IPAddress.Loopback),
        connection => NamespaceIds.Find(connection, connection.Namespace.Handle),
    ];

    [Fact]
    public void A_request_ends_with_a_result_or_with_an_exception_that_is_documented_and_the_next_one_works()
    {
        using NetNamespace netNamespace = NetNamespace.OpenCurrent();
        byte[] hostile = [];
        bool sane = false;
        using RtnetlinkConnection connection = new(netNamespace, new FakeKernel((request, _) => sane ? Sane(request) : Hostile(request, hostile)));
        Dictionary<string, int> outcomes = [];
        Gen.Select(Gen.Int[0, s_requests.Length - 1], Gen.OneOf(HostileInput.Noise, HostileInput.Attributes(16), HostileInput.Changed, HostileInput.Changed)).Sample(
            (request, bytes) =>
            {
                hostile = bytes;
                sane = false;
                string outcome = "result";
                try
                {
                    s_requests[request](connection);
                }
                catch (Exception e) when (e is InvalidDataException or NetlinkException or TimeoutException or NotSupportedException)
                {
                    outcome = e.GetType().Name;
                }

                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
                sane = true;
                connection.Links.Get(3).Name.Should().Be("veth0");
            },
            iter: Rounds,
            threads: 1);
        outcomes.Keys.Should().Contain(["result", nameof(InvalidDataException), nameof(NetlinkException), nameof(TimeoutException)]);
    }

    [Fact]
    public void Whatever_attribute_the_kernel_complains_about_is_named_or_not_found()
    {
        byte[][] requests =
        [
            .. RecordedConnection.Requests(connection => connection.Rtnetlink.Links.AddBridge("br0", new BridgeOptions { Priority = 1 })).Select(Convert.FromHexString),
            .. RecordedConnection.Requests(connection => connection.Link.AddAlternativeName("backbone")).Select(Convert.FromHexString),
            .. RecordedConnection.Requests(connection => connection.Link.AddAddress("10.0.0.1/24")).Select(Convert.FromHexString),
            .. RecordedConnection.Requests(connection => connection.Rtnetlink.Routes.AddDefault(System.Net.IPAddress.Loopback)).Select(Convert.FromHexString),
            LinkRequests.Create(new byte[256], "veth0", new VethOptions("veth1"), dataNamespace: 7).Finish().ToArray(),
        ];
        Gen.Select(Gen.Int[0, requests.Length - 1], Gen.OneOf(Gen.Int[0, 256], Gen.Int.NonNegative), Gen.OneOf(Gen.Int[0, 70], Gen.Int.NonNegative)).Sample(
            (request, offset, type) =>
            {
                Name(requests[request], type, offset);
            },
            iter: Rounds);
    }

    [Fact]
    public void Names_are_looked_for_in_any_request() =>
        Gen.Select(HostileInput.Attributes(16), Gen.Int[0, 256], Gen.OneOf(Gen.Const(Linux.RTM_NEWLINK), Gen.Const(Linux.RTM_NEWADDR), Gen.Const(Linux.RTM_NEWROUTE), Gen.Const(Linux.RTM_GETNSID))).Sample(
            (request, offset, type) =>
            {
                HostileInput.SetType(request, type);
                Name(request, 1, offset);
            },
            iter: Rounds);

    private static void Name(byte[] request, int type, int offset)
    {
        NetlinkMessageSchema? schema = s_schemas.Find(request);
        AttributePath.At(schema, request, offset);
        AttributePath.Missing(schema, request, type, null);
        AttributePath.Missing(schema, request, type, offset);
    }

    private static IEnumerable<FakeKernel.Reply> Hostile(byte[] request, byte[] reply)
    {
        if (reply.Length >= NetlinkMessageWriter.HeaderLength)
        {
            // Only what answers the request is looked at.
            reply = [.. reply];
            request.AsSpan(8, 8).CopyTo(reply.AsSpan(8));
        }

        yield return new(reply);
        if (reply.Length % 16 != 0)
        {
            yield return new(FakeKernel.Message(request, Linux.NLMSG_DONE, new byte[4]));
        }
    }

    private static IEnumerable<FakeKernel.Reply> Sane(byte[] request) =>
    [
        new(FakeKernel.Message(request, Linux.RTM_NEWLINK, KernelReplies.Bytes("port")[16..])),
        new(FakeKernel.Message(request, Linux.NLMSG_ERROR, new byte[4])),
    ];
}
