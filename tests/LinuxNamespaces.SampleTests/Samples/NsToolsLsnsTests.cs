using System.Net.Sockets;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>What lsns does since util-linux 2.42, which is newer than what may be installed.</summary>
[Collection("The kernel")]
public sealed class NsToolsLsnsTests
{
    [Fact]
    public async Task The_columns_are_listed()
    {
        string table = (await NsTool.RunAsync("lsns", "-H")).Output;
        table.Should().StartWith("     NS <integer> namespace identifier (inode number)\n   TYPE <string>  kind of namespace\n").And.EndWith("    ONS <integer> owner namespace identifier (inode number)\n");
        (await NsTool.RunAsync("lsns", "--list-columns", "--raw")).Output.Should().StartWith("NS <integer> namespace\\x20identifier\\x20(inode\\x20number)\n");
        JsonElement columns = JsonDocument.Parse((await NsTool.RunAsync("lsns", "-HJ")).Output).RootElement.GetProperty("lsns-columns");
        columns.GetArrayLength().Should().Be(13);
        columns[1].ToString().Should().Contain("\"holder\": \"TYPE\"").And.Contain("\"type\": \"<string>\"");
    }

    [Fact]
    public async Task A_filter_is_read_where_it_is_not_needed()
    {
        SampleResult needed = await NsTool.RunAsync("lsns", "-Q", "NOSUCH == 1");
        needed.ExitCode.Should().Be(1);
        (await NsTool.RunAsync("lsns", "-H", "-Q", "NOSUCH == 1")).Should().Be(needed);
    }

    [Theory]
    [InlineData("compact", "{\"namespaces\":[\n{\"type\":\"user\",\"nprocs\":1,\"children\":[{\"type\":\"uts\",\"nprocs\":1}]}\n]}\n")]
    [InlineData("lines", "{\"type\":\"user\",\"nprocs\":1,\"children\":[{\"type\":\"uts\",\"nprocs\":1}]}\n")]
    public async Task Json_may_have_a_line_for_a_namespace(string style, string expected)
    {
        Require.UserNamespaces();
        using NamespaceProcess process = Start("sleep", "1000");
        string[] command = ["lsns", "-J", "-T", "-p", $"{process.Id}", "-o", "NS,TYPE,NPROCS", "-t", "user", "-t", "uts", "-Q", $"NS == {Inode(process, "user")} || NS == {Inode(process, "uts")}"];
        SampleResult result = await NsTool.RunAsync(["env", $"LIBSMARTCOLS_JSON={style}"], command);
        System.Text.RegularExpressions.Regex.Replace(result.Output, "\"ns\":[0-9]+,", string.Empty).Should().Be(expected, result.Errors);
    }

    [Theory]
    [InlineData("C", "`-")]
    [InlineData("C.UTF-8", "└─")]
    public async Task A_tree_is_drawn_in_what_the_locale_has(string locale, string branch)
    {
        Require.UserNamespaces();
        using NamespaceProcess process = Start("sleep", "1000");
        SampleResult result = await NsTool.RunAsync(["env", $"LC_ALL={locale}"], "lsns", "-T", "-p", $"{process.Id}", "-t", "user", "-t", "uts", "-o", "NS,TYPE");
        result.Output.Should().Contain($"{branch}{Inode(process, "uts")}", result.Errors);
    }

    [Theory]
    [InlineData("-r", "a\\x09b\\x5cc\\xc3\\xbc")]
    [InlineData("-J", "a\\tb\\\\cü")]
    [InlineData("-l", "a\\x09b\\cü")]
    public async Task What_processes_are_called_is_written_as_it_has_to_be(string form, string expected)
    {
        Require.UserNamespaces();
        using NamespaceProcess process = Start("sh", "-c", "read line", "a\tb\\cü");
        (await NsTool.RunAsync("lsns", form, "-p", $"{process.Id}", "-t", "uts", "-o", "COMMAND")).Output.Should().Contain(expected);
    }

    [Fact]
    public async Task Commands_are_cut_to_the_terminal()
    {
        Require.UserNamespaces();
        Require.Program("script");
        using NamespaceProcess process = Start("sh", "-c", "read line", new string('x', 200));
        string command = $"lsns -p {process.Id} -t uts -o NS,TYPE,COMMAND";
        // It does not change the modes of the terminal either.
        SampleResult cut = await NsTool.RunOriginalAsync("env", "TERM=xterm", "script", "-qec", $"stty cols 40; exec {string.Join(' ', NsTool.Command)} {command}", "/dev/null");
        cut.Output.Replace("\r", string.Empty, StringComparison.Ordinal).Should().Be($"        NS TYPE COMMAND\n{Inode(process, "uts")} uts  sh -c read line xxxxxxxx\n");
        (await NsTool.RunAsync(command.Split(' '))).Output.Should().Contain(new string('x', 200));
    }

    [Theory]
    [InlineData("NPROCS == 1", true)]
    [InlineData("nprocs < 1K and PID > 0.5", true)]
    [InlineData("NPROCS == '1' && TYPE =~ '^[[:alpha:]]+$'", true)]
    [InlineData("NPROCS == 1 == true", true)]
    [InlineData("true or false and false", false)]
    [InlineData("TYPE EQ \"uts\" AND NOT (NSFS OR PNS)", true)]
    [InlineData("!TYPE == \"uts\"", true)]
    [InlineData("NSFS == 12", false)]
    [InlineData("UID != 4GiB", true)]
    [InlineData("", true)]
    public async Task An_expression_tells_who_is_shown(string expression, bool expected)
    {
        Require.UserNamespaces();
        using NamespaceProcess process = Start("sleep", "1000");
        SampleResult result = await NsTool.RunAsync("lsns", "-n", "-p", $"{process.Id}", "-t", "uts", "-o", "TYPE", "-Q", expression);
        result.Should().Be(new SampleResult(0, expected ? "uts\n" : string.Empty, string.Empty));
    }

    [Theory]
    [InlineData("-Q|NS == 1 2", "failed to parse \"NS == 1 2\": syntax error, unexpected NUMBER, expecting end of file")]
    [InlineData("-Q|(NS", "failed to parse \"(NS\": syntax error, unexpected end of file")]
    [InlineData("-Q|NS > 16E", "failed to parse \"NS > 16E\": \"16E\" token error: Numerical result out of range")]
    [InlineData("-Q|TYPE =~ '('", "failed to parse \"TYPE =~ '('\": Unmatched ( or \\(")]
    [InlineData("-Q|FOO == BAR", "unknown column: FOO\nlsns: unknown column: BAR\nlsns: failed to initialize filter")]
    [InlineData("-Q|TYPE > 3", "failed to apply filter: Invalid argument")]
    [InlineData("-J|-r", "options --json and --raw cannot be combined")]
    [InlineData("-p|1|-P", "options --task and --persistent cannot be combined")]
    [InlineData("-p|1|12", "--task is mutually exclusive with <namespace>")]
    [InlineData("-p|0", "invalid PID argument: '0': Numerical result out of range")]
    [InlineData("-p|x", "invalid PID argument: 'x'")]
    [InlineData("-T=bad", "unknown tree type: bad")]
    [InlineData("--tree==bad", "unknown tree type: bad")]
    public async Task What_is_wrong_is_told(string words, string message) =>
        (await NsTool.RunAsync(["lsns", .. words.Split('|')])).Should().Be(new SampleResult(1, string.Empty, $"lsns: {message}\n"));

    [Fact]
    public async Task What_cannot_be_written_is_told_of()
    {
        (await NsTool.RunOriginalAsync("sh", "-c", $"{string.Join(' ', NsTool.Command)} lsns -H >/dev/full")).Should().Be(new SampleResult(1, string.Empty, "lsns: write error: No space left on device\n"));
    }

    [Fact]
    public async Task A_namespace_without_process_is_told_of_by_its_owner()
    {
        Require.Privileges();
        string path = Path.GetTempFileName();
        File.Delete(path);
        using UtsNamespace uts = UtsNamespace.Create();
        uts.Pin(path);
        try
        {
            SampleResult result = await NsTool.RunAsync("lsns", "-P", "-n", "-r", "-o", "PATH,PID,UID,NPROCS,NSFS,COMMAND", "-Q", $"NS == {uts.Identity.Inode}");
            result.Should().Be(new SampleResult(0, $"  0 0 {path} \n", string.Empty));
        }
        finally
        {
            Namespace.Unpin(path);
        }
    }

    [Fact]
    public async Task A_namespace_that_only_a_socket_holds_is_listed()
    {
        Require.NetworkNamespaces();
        ulong inode;
        Socket socket;
        using (NetNamespace held = NetNamespace.Create())
        {
            inode = held.Identity.Inode;
            socket = held.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        }

        string[] command = ["lsns", "-n", "-r", "-o", "TYPE,NPROCS,PID,COMMAND", "-Q", $"NS == {inode}"];
        using (socket)
        {
            (await NsTool.RunAsync(command)).Should().Be(new SampleResult(0, "net 0  \n", string.Empty));
            (await NsTool.RunAsync([.. command, "-P", "-t", "net"])).Output.Should().Be("net 0  \n");
        }

        (await NsTool.RunAsync(command)).Output.Should().BeEmpty("nothing holds it any more");
    }

    [Theory]
    [InlineData("parent", "{parent} pid\n`-{pid} pid\n")]
    [InlineData("=parent", "{parent} pid\n`-{pid} pid\n")]
    [InlineData("owner", "{pid} pid\n")]
    public async Task A_tree_of_a_task_has_what_is_above_its_namespaces(string relation, string expected)
    {
        Require.UserNamespaces();
        using NamespaceProcess process = NamespaceProcess.Start(
            new("sleep", "1000") { NewNamespaces = NamespaceTypes.User | NamespaceTypes.Pid, IdMap = IdMap.CurrentUserAsRoot }, TestContext.Current.CancellationToken);
        SampleResult result = await NsTool.RunAsync(["env", "LC_ALL=C"], "lsns", $"-T{relation}", "-n", "-p", $"{process.Id}", "-t", "pid", "-o", "NS,TYPE");
        string output = System.Text.RegularExpressions.Regex.Replace(result.Output, " +", " ");
        output.Should().Be(expected.Replace("{parent}", Inode("self"), StringComparison.Ordinal).Replace("{pid}", Inode($"{process.Id}"), StringComparison.Ordinal), result.Errors);

        static string Inode(string process) => Tool.Run("stat", "-Lc", "%i", $"/proc/{process}/ns/pid").Trim();
    }

    private static string Inode(NamespaceProcess process, string name) => Tool.Run("stat", "-Lc", "%i", $"/proc/{process.Id}/ns/{name}").Trim();

    private static NamespaceProcess Start(string program, params string[] arguments) => NamespaceProcess.Start(new NamespaceProcessStartInfo(program, arguments)
    {
        NewNamespaces = NamespaceTypes.User | NamespaceTypes.Uts,
        IdMap = IdMap.CurrentUserAsRoot,
        StandardInput = ProcessStream.Pipe,
    }, TestContext.Current.CancellationToken);
}
