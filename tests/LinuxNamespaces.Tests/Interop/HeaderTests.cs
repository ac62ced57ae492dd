using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Network;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.Tests.Interop;

/// <summary>Numbers and layouts that were copied from headers, against the headers of the machine.</summary>
public sealed partial class HeaderTests
{
    // What is new is missing from the headers of an older system; a test that compares little tells little.
    private const double LeastPart = 0.88;

    // What C computes in a wider type than the one that it is for.
    private static readonly Dictionary<string, string> s_expressions = new()
    {
        [nameof(Linux.NLA_TYPE_MASK)] = $"(unsigned short){nameof(Linux.NLA_TYPE_MASK)}",
    };

    // Structures that are not as long as in C, and why.
    private static readonly Dictionary<Type, string> s_otherLengths = new()
    {
        [typeof(rtgenmsg)] = "padded to the alignment of what follows it",
        [typeof(tcp_info)] = "newer headers have more fields at its end",
    };

    // Structures that have no tag in C.
    private static readonly Type[] s_typedefs = [typeof(siginfo_t)];

    // Structures that are newer than the headers of many systems.
    private static readonly Type[] s_new = [typeof(pidfd_info), typeof(mnt_id_req), typeof(statmount), typeof(ns_id_req)];

    // Fields that older headers have by another name.
    private static readonly string[] s_renamed = [nameof(nexthop_grp.weight_high)];

    [Fact]
    public async Task Constants_have_the_values_of_the_headers()
    {
        Dictionary<string, long> constants = typeof(Linux).Assembly.GetTypes().Where(type => type == typeof(Linux) || type.Namespace == typeof(Link).Namespace || type.IsSubclassOf(typeof(ProcessFeature)))
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => field.IsLiteral && CName().IsMatch(field.Name))
            .ToDictionary(field => s_expressions.GetValueOrDefault(field.Name, field.Name), field => Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture));
        constants.Should().HaveCountGreaterThan(300).And.ContainKeys("IFLA_VLAN_PROTOCOL", "IFLA_BRPORT_ISOLATED", "VETH_INFO_PEER", "PR_SET_TIMERSLACK");
        await CompareAsync(constants);
    }

    [Fact]
    public async Task Error_numbers_have_the_values_of_the_headers()
    {
        Dictionary<string, long> errors = typeof(Errno).GetProperties(BindingFlags.Static | BindingFlags.Public)
            .ToDictionary(property => property.Name, property => (long)((Errno)property.GetValue(null)!).Value);
        errors.Should().HaveCountGreaterThan(100);
        await CompareAsync(errors);
    }

    [Fact]
    public async Task System_calls_have_the_numbers_of_the_headers()
    {
        Dictionary<string, long> numbers = typeof(SystemCall).GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(field => field.FieldType == typeof(SystemCall))
            .ToDictionary(field => $"SYS_{field.Name}", field => (long)((SystemCall)field.GetValue(null)!).Number);
        numbers.Should().HaveCountGreaterThan(40);
        typeof(SystemCall).GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(field => field.FieldType == typeof(SystemCall) && ((SystemCall)field.GetValue(null)!).Name != field.Name).Should().BeEmpty();
        await CompareAsync(numbers);
    }

    [Fact]
    public async Task Structures_have_the_layout_of_the_headers()
    {
        Type[] structures = [.. typeof(Linux).Assembly.GetTypes().Where(IsCStructure)];
        structures.Should().Contain([typeof(nlmsghdr), typeof(ifinfomsg), typeof(msghdr), typeof(ifla_vlan_flags)]);
        IReadOnlyDictionary<string, long> present = await CHeaders.EvaluateAsync(s_new.Select(structure => $"sizeof(struct {structure.Name})").ToArray(), TestContext.Current.CancellationToken);
        Dictionary<Type, Dictionary<string, long>> layouts = structures
            .Where(structure => !s_new.Contains(structure) || present.ContainsKey($"sizeof(struct {structure.Name})"))
            .ToDictionary(structure => structure, Layout);
        IReadOnlyDictionary<string, long> known = await CompareAsync(layouts.Values.SelectMany(layout => layout).ToDictionary());
        layouts.Where(layout => layout.Value.Keys.Any(known.ContainsKey) && !layout.Value.Keys.All(key => known.ContainsKey(key) || Array.Exists(s_renamed, key.Contains))).Select(layout => layout.Key)
            .Should().BeEmpty("headers that know a structure know all of its fields");
    }

    private static Dictionary<string, long> Layout(Type structure)
    {
        Dictionary<string, long> layout = [];
        string name = s_typedefs.Contains(structure) ? structure.Name : $"struct {structure.Name}";
        if (!s_otherLengths.ContainsKey(structure))
        {
            layout.Add($"sizeof({name})", Marshal.SizeOf(structure));
        }

        foreach (FieldInfo field in structure.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
        {
            layout.Add($"offsetof({name}, {field.Name})", Marshal.OffsetOf(structure, field.Name));
            layout.Add($"sizeof((({name} *)0)->{field.Name})", field.FieldType.IsPointer ? nint.Size : Marshal.SizeOf(field.FieldType));
        }

        return layout;
    }

    /// <summary>The structures of C have their names in C, which are in lower case.</summary>
    private static bool IsCStructure(Type type) =>
        type is { IsValueType: true, IsEnum: false, IsNested: false } && (type.Namespace == typeof(Linux).Namespace || type.Namespace == typeof(Link).Namespace) && !type.Name.Any(char.IsUpper);

    [GeneratedRegex("^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$")]
    private static partial Regex CName();

    private static async Task<IReadOnlyDictionary<string, long>> CompareAsync(Dictionary<string, long> ours)
    {
        IReadOnlyDictionary<string, long> theirs = await CHeaders.EvaluateAsync(ours.Keys, TestContext.Current.CancellationToken);
        Assert.SkipWhen(theirs.Count == 0, "The headers of the kernel are not installed; install the package 'linux-libc-dev'.");
        string missing = string.Join(", ", ours.Keys.Except(theirs.Keys));
        TestContext.Current.TestOutputHelper?.WriteLine($"{theirs.Count} of {ours.Count} compared; the headers lack: {missing}");
        theirs.Should().HaveCountGreaterThan((int)(ours.Count * LeastPart), "these are missing: {0}", missing);
        ours.Where(pair => theirs.TryGetValue(pair.Key, out long value) && value != pair.Value)
            .Select(pair => $"{pair.Key} is {pair.Value} here and {theirs[pair.Key]} there")
            .Should().BeEmpty();
        return theirs;
    }
}
