using System.Runtime.InteropServices;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>What the tools do where their surroundings lack something: streams that nobody reads, users that are in no file.</summary>
[Collection("The kernel")]
public sealed class NsToolsSurroundingsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("2>/dev/full", "unshare --nosuch")]
    [InlineData("2>&-", "unshare --nosuch")]
    [InlineData("2>/dev/full", "nsenter -t 1 -t x")]
    [InlineData("2>&-", "lsns --type nosuch")]
    [InlineData("2>/dev/full", "bwrap --nosuch")]
    [InlineData("2>&-", "bwrap --nosuch")]
    [InlineData("2>/dev/full", "bwrap")]
    public async Task An_error_that_nobody_hears_is_still_one(string redirection, string command)
    {
        string[] words = command.Split(' ');
        string[] wrapper = ["sh", "-c", $"exec \"$@\" {redirection}", "sh"];
        (await NsTool.ShouldBeLikeTheOriginalAsync(wrapper, words)).Should().Be(new SampleResult(1, string.Empty, string.Empty));
    }

    [Theory]
    [InlineData("2>&-", "2\n")]
    [InlineData("0<&- 2>&-", "0\n2\n")]
    public async Task What_is_closed_is_closed_for_the_program_too(string redirection, string expected)
    {
        Require.UserNamespaces();
        const string script = "for n in 0 1 2; do [ -e /proc/self/fd/$n ] || echo $n; done";
        SampleResult result = await NsTool.RunAsync(["sh", "-c", $"exec \"$@\" {redirection}", "sh"], "unshare", "-r", "sh", "-c", script);
        result.Output.Should().Be(expected);
        result.ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task A_user_who_is_in_no_file_is_asked_for()
    {
        Require.UserNamespaces();
        WriteUser("somebody", 4321);
        SampleResult result = await NsTool.RunAsync(Database(), "unshare", "--map-user=somebody", "/usr/bin/id", "-u");
        result.Should().Be(new SampleResult(0, "4321\n", string.Empty));
        (await NsTool.RunAsync(Database(), "unshare", "--map-user=nobody-else", "id")).Errors.Should().Be("unshare: failed to parse uid 'nobody-else'\n");
    }

    [Fact]
    public async Task Lists_name_users_who_are_in_no_file()
    {
        Require.RootOfTheMachine();
        WriteUser("somebody", 54321);
        using NamespaceProcess process = NamespaceProcess.Start(new("sleep", "1000") { UserId = 54321, NewNamespaces = NamespaceTypes.Uts, ParentDeathSignal = PosixSignal.SIGTERM }, TestContext.Current.CancellationToken);
        SampleResult result = await NsTool.RunAsync(Database(), "lsns", "-n", "-p", $"{process.Id}", "-t", "uts", "-o", "USER");
        process.Kill();
        result.Should().Be(new SampleResult(0, "somebody\n", string.Empty));
    }

    [Fact]
    public async Task The_tools_run_the_own_program_as_the_originals_do()
    {
        Require.UserNamespaces();
        string[] itself = ["/proc/self/exe", .. NsTool.Command[1..], "completion", "bash"];
        SampleResult unshare = await NsTool.RunAsync(["unshare", "-U", .. itself]);
        unshare.Should().Be(await NsTool.RunAsync("completion", "bash"));
        SampleResult bwrap = await NsTool.RunAsync(["bwrap", "--dev-bind", "/", "/", "--", .. itself]);
        bwrap.Should().Be(unshare);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_reach_the_program_as_they_are()
    {
        Require.UserNamespaces();
        // Not valid UTF-8. The shell prints the argument and the variable in hexadecimal.
        const string name = "caf\udce9";
        const string hexadecimal = "636166e9";
        const string script = "printf %s \"$1$A\" | od -An -v -tx1 | tr -d ' \\n'";
        (await RunAsync("unshare", "-U")).Should().Be(hexadecimal + hexadecimal);
        (await RunAsync("unshare", "-Uf")).Should().Be(hexadecimal + hexadecimal);
        (await RunAsync("bwrap", "--dev-bind", "/", "/", "--setenv", "A", $"{name}!")).Should().Be($"{hexadecimal}{hexadecimal}21");

        static async Task<string> RunAsync(params string[] tool)
        {
            await using NamespaceProcess process = NamespaceProcess.Start(new(NsTool.Command[0], [.. NsTool.Command[1..], .. tool, "sh", "-c", script, "sh", name])
            {
                Environment = { ["A"] = name, ["DOTNET_EnableDiagnostics"] = "0" },
                StandardOutput = ProcessStream.Pipe,
            }, TestContext.Current.CancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            (await process.WaitForExitAsync(TestContext.Current.CancellationToken)).ExitCode.Should().Be(0);
            return output;
        }
    }

    // Root has the program from its place only.
    private string[] Database() => Environment.IsPrivilegedProcess
        ? ["unshare", "--mount", "sh", "-c", $"mount --bind '{_directory.Path}/getent' /usr/bin/getent && exec \"$@\"", "sh"]
        : ["env", $"PATH={_directory.Path}:{Environment.GetEnvironmentVariable("PATH")}"];

    // A database of users that knows one.
    private void WriteUser(string name, int id)
    {
        string program = Path.Combine(_directory.Path, "getent");
        File.WriteAllText(program, $"""
            #!/bin/sh
            case "$1 $2 $3" in "passwd -- {name}" | "passwd -- {id}") echo '{name}:x:{id}:{id}::/:/bin/sh';; *) exit 2;; esac

            """);
        File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
    }
}
