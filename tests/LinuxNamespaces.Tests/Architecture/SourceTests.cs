using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Tests.Architecture;

public sealed partial class SourceTests
{
    private const int MaxLines = 300;

    // Tables grow with the kernel.
    private static readonly string[] s_tables = ["Errors/Errno.Names.cs"];

    // Folders in which a file is a kind of something, with all that belongs to it.
    private static readonly string[] s_kinds = ["Network/Links/Kinds/", "Network/Nftables/Expressions/", "Network/TrafficControl/"];

    [Fact]
    public void Unsafe_code_is_where_the_kernel_is_called() =>
        LibrarySource.Files.Where(file => UnsafeKeyword().IsMatch(LibrarySource.ReadCode(file)))
            .Where(file => !MayBeUnsafe().IsMatch(file))
            .Should().BeEmpty();

    [Fact]
    public void Native_functions_are_declared_in_one_folder() =>
        LibrarySource.Files.Where(file => NativeFunction().IsMatch(LibrarySource.ReadCode(file)))
            .Where(file => !file.StartsWith("Interop/", StringComparison.Ordinal))
            .Should().BeEmpty();

    [Fact]
    public void The_error_number_is_read_in_one_file() =>
        LibrarySource.Files.Where(file => ErrorNumber().IsMatch(LibrarySource.ReadCode(file))).Should().Equal("Interop/Calls/SystemCalls.cs");

    // It loads OpenSSL, for many milliseconds, and a program that is linked statically cannot do that.
    [Fact]
    public void Cryptography_is_for_keys_and_for_numbers_that_nobody_may_guess() =>
        LibrarySource.Files.Where(file => LibrarySource.ReadCode(file).Contains("System.Security.Cryptography", StringComparison.Ordinal))
            .Should().BeEquivalentTo("Network/Links/Kinds/WireGuard/WireGuardKey.cs", "Network/Links/Kinds/WireGuard/WireGuardLink.cs", "Network/Names/DnsExchange.cs");

    [Fact]
    public void Native_functions_are_bound_where_they_are_declared() =>
        LibrarySource.Files.Where(file => LibrarySource.ReadCode(file).Contains("NativeLibrary", StringComparison.Ordinal)).Should().BeEmpty();

    [Fact]
    public void What_stands_on_the_library_calls_nothing_native() =>
        PackageSource.Others.SelectMany(package => package.Files.Where(file => package.ReadCode(file) is var code && (UnsafeKeyword().IsMatch(code) || NativeFunction().IsMatch(code) || ErrorNumber().IsMatch(code))))
            .Should().BeEmpty();

    [Fact]
    public void What_stands_on_the_library_knows_its_public_members_only() =>
        typeof(Namespace).Assembly.GetCustomAttributes<InternalsVisibleToAttribute>().Select(attribute => attribute.AssemblyName)
            .Should().NotIntersectWith(PackageSource.Others.Select(package => package.ToString()));

    [Fact]
    public void What_stands_on_the_library_has_one_namespace() =>
        PackageSource.Others.SelectMany(package => package.Assembly.GetExportedTypes()).Where(type => type.Namespace != "LinuxNamespaces.Lab").Should().BeEmpty();

    [Fact]
    public void A_file_of_a_package_on_the_library_is_in_a_folder_of_its_topic() =>
        PackageSource.Others.Where(package => package.Assembly == typeof(Lab.NetworkLab).Assembly).SelectMany(package => package.Files.Where(file => !file.Contains('/'))).Should().BeEmpty();

    [Fact]
    public void A_file_is_short_unless_it_is_a_table() =>
        PackageSource.All.SelectMany(package => package.Files.Except(s_tables).Where(file => !file.StartsWith("Interop/Constants/", StringComparison.Ordinal))
            .Where(file => package.Read(file).Count(c => c == '\n') > MaxLines))
            .Should().BeEmpty();

    [Fact]
    public void A_public_type_has_a_file_of_its_own_that_is_named_after_it()
    {
        List<(string File, string Type)> declarations = [];
        foreach (PackageSource package in PackageSource.All)
        {
            foreach (string file in package.Files)
            {
                declarations.AddRange(PublicType().Matches(package.ReadCode(file)).Select(match => (file, match.Groups[1].Value)));
            }
        }

        declarations.Select(declaration => declaration.Type).Should().BeSubsetOf(PublicTypes).And.Contain(PublicTypes);
        // A kind of links, of traffic control or of expressions is one file, with its options and settings.
        (string File, string Type)[] others = [.. declarations.Where(declaration => !s_kinds.Any(folder => declaration.File.StartsWith(folder, StringComparison.Ordinal)))];
        others.Where(declaration => Path.GetFileName(declaration.File).Split('.')[0] != declaration.Type).Should().BeEmpty();
        others.GroupBy(declaration => declaration.File).Where(file => file.Count() > 1).Should().BeEmpty();
        declarations.Except(others).GroupBy(declaration => declaration.File)
            .Where(file => file.All(declaration => declaration.Type != Path.GetFileName(file.Key).Split('.')[0])).Should().BeEmpty();
    }

    private static IEnumerable<string> PublicTypes =>
        PackageSource.All.SelectMany(package => package.Assembly.GetExportedTypes()).Where(type => !type.IsNested).Select(type => type.Name.Split('`')[0]);

    [GeneratedRegex(@"\bunsafe\b")]
    private static partial Regex UnsafeKeyword();

    [GeneratedRegex("^(Interop/|Child/|Netlink/Client/Netlink(Socket|Notifications).cs$)")]
    private static partial Regex MayBeUnsafe();

    [GeneratedRegex(@"\b(LibraryImport|DllImport)\b")]
    private static partial Regex NativeFunction();

    [GeneratedRegex(@"\bGetLast(PInvoke|System|Win32)Error\b")]
    private static partial Regex ErrorNumber();

    // Types that are not nested start at the margin.
    [GeneratedRegex(@"^public (?:\w+ )*(?:class|struct|record|interface|enum|delegate [\w<>?]+) (?!struct\b|class\b)(\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
