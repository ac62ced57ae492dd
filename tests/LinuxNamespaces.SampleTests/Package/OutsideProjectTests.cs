using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Package;

/// <summary>A project outside of the repository extends the library with nothing but the package.</summary>
[Collection("The kernel")]
public sealed class OutsideProjectTests(PackedLibrary library)
{
    private const string VxlanLink = """
        using LinuxNamespaces.Netlink;
        using LinuxNamespaces.Network;

        public sealed class VxlanLink : Link, ILinkKind<VxlanLink>
        {
            internal const int IFLA_VXLAN_ID = 1;
            internal const int IFLA_VXLAN_PORT = 15;

            private VxlanLink(Link link) : base(link) { }

            public static LinkKind<VxlanLink> Kind { get; } = new("vxlan", link => new VxlanLink(link))
            {
                Feature = "VXLAN links (CONFIG_VXLAN)",
                DataAttributes = new(new(IFLA_VXLAN_ID, nameof(IFLA_VXLAN_ID)), new(IFLA_VXLAN_PORT, nameof(IFLA_VXLAN_PORT))),
            };

            public uint Id
            {
                get
                {
                    foreach (NetlinkAttribute attribute in Info.GetKindData())
                    {
                        if (attribute.Type == IFLA_VXLAN_ID) return attribute.ReadUInt32();
                    }

                    return 0;
                }
            }
        }

        public sealed record VxlanOptions(uint Id) : LinkOptions<VxlanLink>
        {
            public override LinkKind<VxlanLink> Kind => VxlanLink.Kind;

            protected override void WriteData(ref NetlinkMessageWriter writer)
            {
                writer.WriteUInt32(VxlanLink.IFLA_VXLAN_ID, Id);
                writer.WriteUInt16BigEndian(VxlanLink.IFLA_VXLAN_PORT, 4789);
            }
        }
        """;

    private const string Program = """
        using LinuxNamespaces;
        using LinuxNamespaces.Netlink;
        using LinuxNamespaces.Network;

        [assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

        using NetNamespace red = NetNamespace.Create();
        Bridge bridge = red.Links.AddBridge("br0");
        try
        {
            VxlanLink link = red.Links.Add("vx0", new VxlanOptions(4711) { Master = bridge, Up = true });
            Console.WriteLine($"{link.Name} {link.Id} {link.IsUp} {link.Info.MasterIndex == bridge.Index} {red.Links.Get<VxlanLink>("vx0").Id}");
            try
            {
                red.Links.Add("vx1", new VxlanOptions(uint.MaxValue));
            }
            catch (NetlinkException e)
            {
                Console.WriteLine(e.Message);
            }
        }
        catch (NotSupportedException e)
        {
            Console.WriteLine($"Unsupported: {e.Message}");
        }

        using GenericNetlinkConnection connection = red.OpenGenericNetlink();
        Console.WriteLine(string.Join(' ', connection.ListFamilies().Select(family => family.Name)));
        """;

    [Fact]
    public void Outside_project_adds_a_kind_of_link_and_speaks_generic_netlink()
    {
        Require.NetworkNamespaces();
        Require.PackageSource();
        string project = library.CreateProject("outside", new Dictionary<string, string> { ["VxlanLink.cs"] = VxlanLink, ["Program.cs"] = Program });
        string built = Path.Combine(project, "built");
        Tool.Run("dotnet", "build", project, "-o", built);
        string[] lines = Tool.Run(Path.Combine(built, "outside")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[^1].Split(' ').Should().Contain("nlctrl");
        if (lines[0].StartsWith("Unsupported", StringComparison.Ordinal))
        {
            lines[0].Should().Contain("The kernel lacks VXLAN links (CONFIG_VXLAN)");
            return;
        }

        lines[0].Should().Be("vx0 4711 True True 4711");
        lines[1].Should().StartWith("Could not create vxlan 'vx1' in 'net:[").And.Contain("IFLA_LINKINFO > IFLA_INFO_DATA > IFLA_VXLAN_ID");
    }
}
