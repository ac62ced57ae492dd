using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using FluentAssertions;
using LinuxNamespaces.Lab;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using PublicDocumentation;
using Xunit;

namespace LinuxNamespaces.Tests.Architecture;

public sealed class PublicApiTests
{
    // Classes that others derive from, and why.
    private static readonly Dictionary<Type, string> s_open = new()
    {
        [typeof(Namespace)] = "the base of the kinds of namespaces",
        [typeof(Link)] = "the base of the kinds of links",
        [typeof(LinuxNamespaces.Mount)] = "the base of the kinds of mounts, which nobody else can derive from",
        [typeof(LinuxNamespaces.Ipc.IpcObject)] = "the base of the kinds of System V objects",
        [typeof(LinkSettings)] = "the base of the options of links",
        [typeof(LinkPortSettings)] = "the base of the settings of kinds of ports",
        [typeof(LinkOptions)] = "the base of the options of kinds of links",
        [typeof(LinkOptions<>)] = "the base of the options of one kind of links",
        [typeof(NftExpression)] = "the base of the kinds of expressions, which nobody else can derive from",
        [typeof(RouteEncapsulation)] = "the base of the encapsulations of routes, which nobody else can derive from",
        [typeof(LinkKind)] = "the base of the description of one kind of links",
        [typeof(TunnelInfo)] = "the base of what is read of tunnels",
        [typeof(IPv4TunnelInfo)] = "the base of what is read of tunnels over IPv4",
        [typeof(IPv6TunnelInfo)] = "the base of what is read of tunnels over IPv6",
        [typeof(NetworkEvent)] = "the base of the closed family of events",
        [typeof(NetworkObjectEvent)] = "the base of the events about objects",
        [typeof(TrafficKind)] = "the base of the description of one kind of traffic control",
        [typeof(TrafficObject)] = "the base of what traffic control consists of",
        [typeof(Qdisc)] = "the base of the kinds of qdiscs",
        [typeof(TrafficClass)] = "the base of the kinds of classes",
        [typeof(TrafficFilter)] = "the base of the kinds of filters",
        [typeof(TrafficAction)] = "the base of the kinds of actions",
        [typeof(FifoQdisc)] = "the base of the queues with a limit, which nobody else can derive from",
        [typeof(NetemLoss)] = "the base of the models of loss, which nobody else can derive from",
        [typeof(LinuxException)] = "the base of exceptions that tell more",
        [typeof(NetlinkConnection)] = "the base of the connections that know a family",
        [typeof(LabNode)] = "the base of the nodes of a lab, which nobody else can derive from",
        [typeof(LabHost)] = "the base of routers, which nobody else can derive from",
        [typeof(LabFixture)] = "the base of fixtures of tests",
        [typeof(LabTestBase)] = "the base of classes of tests",
    };

    // Of these anybody may derive: they promise nothing to those who do.
    private static readonly Type[] s_derivable = [typeof(Link), typeof(LinkSettings), typeof(LinkPortSettings), typeof(LinkOptions), typeof(LinkOptions<>), typeof(Qdisc), typeof(TrafficClass), typeof(TrafficFilter), typeof(TrafficAction), typeof(LinuxException), typeof(LinuxNamespaces.Ipc.IpcObject), typeof(NetlinkConnection), typeof(LabFixture), typeof(LabTestBase)];

    private static Type[] Types { get; } = [.. PackageSource.All.SelectMany(package => package.Assembly.GetExportedTypes())];

    [Fact]
    public void A_class_is_sealed_or_has_a_reason_to_be_open() =>
        Types.Where(type => type is { IsClass: true, IsSealed: false } && !IsSettingsOfKind(type)).Should().BeEquivalentTo(s_open.Keys);

    [Fact]
    public void Nobody_else_derives_from_a_class_that_is_open_for_the_library_only() =>
        s_open.Keys.Except(s_derivable)
            .SelectMany(type => type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(constructor => constructor.IsPublic || constructor.IsFamily || constructor.IsFamilyOrAssembly)
            // The compiler gives a record a constructor that copies one, which nobody has.
            .Where(constructor => !IsRecord(constructor.DeclaringType!) || constructor.GetParameters().Length != 1 || constructor.GetParameters()[0].ParameterType != constructor.DeclaringType)
            .Should().BeEmpty();

    [Fact]
    public void Everything_public_has_a_summary() =>
        Types.Concat(Types.SelectMany(Members)).Where(member => Documentation.Of(member) is not { } text || !IsSummarised(text))
            .Select(Describe).Should().BeEmpty();

    [Fact]
    public void Every_parameter_and_result_is_explained() =>
        Types.SelectMany(Members).OfType<MethodBase>().Where(method => !Documentation.Of(method)!.Elements("inheritdoc").Any() && !IsOperator(method))
            .SelectMany(method => Unexplained(method, Documentation.Of(method)!))
            .Should().BeEmpty();

    [Fact]
    public void Nothing_internal_is_in_the_documentation_file() =>
        PackageSource.All.SelectMany(package => Documentation.Ids(package.Assembly).Except(VisibleMembers.Of(package.Assembly).Select(DocumentationId.Of))).Should().BeEmpty();

    /// <summary>What can be changed of a kind of links: the options of the kind, which are sealed, add what is for its creation.</summary>
    private static bool IsSettingsOfKind(Type type) =>
        type.Name.Split('`')[0].EndsWith("Settings", StringComparison.Ordinal) && type.IsSubclassOf(typeof(LinkOptions));

    private static IEnumerable<MemberInfo> Members(Type type) => VisibleMembers.Of(type).Where(member => !IsGenerated(member));

    /// <summary>What the compiler writes: accessors, what a record or a delegate has, constructors that nobody wrote.</summary>
    private static bool IsGenerated(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute))
        || member.DeclaringType!.IsSubclassOf(typeof(Delegate))
        || member is MethodBase { IsSpecialName: true } and not ConstructorInfo && !IsOperator((MethodBase)member)
        || member is PropertyInfo property && IsPositional(property)
        || member is MethodInfo { Name: "Deconstruct" } && IsRecord(member.DeclaringType!)
        || member is PropertyInfo { Name: "EqualityContract" }
        || member is ConstructorInfo constructor && Documentation.Of(constructor) is null && (constructor.GetParameters().Length == 0 || IsRecord(constructor.DeclaringType!));

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null;

    /// <summary>A property that comes from the parameter list of a record, where it is documented.</summary>
    private static bool IsPositional(PropertyInfo property) =>
        Documentation.Of(property.DeclaringType!)!.Elements("param").Any(parameter => parameter.Attribute("name")!.Value == property.Name);

    private static bool IsOperator(MethodBase method) => method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsSummarised(XElement text) => text.Elements("inheritdoc").Any() || text.Elements("summary").Any(summary => summary.Value.Trim().Length > 0);

    private static IEnumerable<string> Unexplained(MethodBase method, XElement text)
    {
        foreach (ParameterInfo parameter in method.GetParameters())
        {
            if (!text.Elements("param").Any(element => element.Attribute("name")!.Value == parameter.Name && element.Value.Trim().Length > 0))
            {
                yield return $"{Describe(method)}: {parameter.Name}";
            }
        }

        if (method is MethodInfo { Name: not nameof(ToString) } function && function.ReturnType != typeof(void) && !text.Elements("returns").Any())
        {
            yield return $"{Describe(method)}: the result";
        }
    }

    private static string Describe(MemberInfo member) => member is Type type ? type.FullName! : $"{member.DeclaringType!.FullName}.{member.Name}";
}
