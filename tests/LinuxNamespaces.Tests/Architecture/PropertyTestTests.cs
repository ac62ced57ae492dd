using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Tests.Architecture;

public sealed partial class PropertyTestTests
{
    // What a property throws is an exception of the library for properties, also where it is the wish to be skipped.
    [Fact]
    public void Programs_that_a_property_runs_are_looked_for_before() =>
        Directory.EnumerateFiles(Path.Combine(PackageSource.Repository(), "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/Architecture/", StringComparison.Ordinal))
            .SelectMany(file => Faults(File.ReadAllText(file)).Select(line => $"{Path.GetFileName(file)}: {line}"))
            .Should().BeEmpty();

    [Theory]
    [InlineData("values.Sample(x => Tool.Ip(Red, x), iter: 3);", 1)]
    [InlineData("values.Sample(x => (Other(), LinkOracle.ShouldAgree(x)));", 1)]
    [InlineData("InstalledPrograms.Require(\"ip\");\nvalues.Sample(x => Tool.Ip(Red, x));", 0)]
    [InlineData("values.Sample(x => Add(x)); Tool.Ip(Red);", 0)]
    public void A_program_is_seen(string code, int faults) => Faults(code).Should().HaveCount(faults);

    private static IEnumerable<string> Faults(string code)
    {
        foreach (Match sample in Sample().Matches(code))
        {
            int end = sample.Index + sample.Length;
            for (int depth = 1; depth > 0 && end < code.Length; end++)
            {
                depth += code[end] == '(' ? 1 : code[end] == ')' ? -1 : 0;
            }

            int statement = Math.Max(0, code.LastIndexOf('\n', sample.Index));
            string before = code[..statement].TrimEnd();
            bool isRequired = before[(before.LastIndexOf('\n') + 1)..].TrimStart().StartsWith("InstalledPrograms.Require(", StringComparison.Ordinal);
            if (!isRequired && RunsProgram().IsMatch(code[sample.Index..end]))
            {
                yield return code[statement..sample.Index].Trim();
            }
        }
    }

    [GeneratedRegex(@"\.Sample\(")]
    private static partial Regex Sample();

    [GeneratedRegex(@"\bTool\.|Oracle\.|\bTcOptions\(")]
    private static partial Regex RunsProgram();
}
