using System.Text.RegularExpressions;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>lsns and netns of the command-line tools, beside the originals.</summary>
[Collection("The kernel")]
public sealed class NsToolsListTests
{
    [Theory]
    [InlineData("-o|NS,TYPE,PNS,ONS")]
    [InlineData("-r|-o|NS,TYPE,PNS")]
    [InlineData("-J|-o|NS,TYPE,PNS,ONS")]
    [InlineData("-n|-o|NS,TYPE,NPROCS,PID,PPID,UID,USER,COMMAND")]
    [InlineData("")]
    [InlineData("-o|NPROCS,TYPE,PNS,ONS,NS")]
    [InlineData("-Tprocess|-o|NS,TYPE,NPROCS,UID")]
    public async Task What_a_process_is_in_is_listed_as_by_the_original(string words)
    {
        Require.UserNamespaces();
        using NamespaceProcess process = NamespaceProcess.Start(new NamespaceProcessStartInfo("sleep", "1000")
        {
            NewNamespaces = NamespaceTypes.User | NamespaceTypes.Network | NamespaceTypes.Uts | NamespaceTypes.Ipc,
            IdMap = IdMap.CurrentUserAsRoot,
        }, TestContext.Current.CancellationToken);
        // What others do meanwhile changes the numbers of the namespaces that are shared with them.
        string inode = Tool.Run("stat", "-Lc", "%i", $"/proc/{process.Id}/ns/net").Trim();
        string[] command = ["lsns", "-p", $"{process.Id}", "-t", "net", "-t", "uts", "-t", "ipc", .. words.Split('|', StringSplitOptions.RemoveEmptyEntries)];
        (await ShouldBeLikeTheOriginalAsync(command)).Output.Should().Contain(inode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-l")]
    [InlineData("-J")]
    [InlineData("-J|-l|-o|PID,COMMAND")]
    [InlineData("-r|-o|PID,PPID,COMMAND")]
    [InlineData("--tree=process|-o|COMMAND,PID")]
    [InlineData("--tree=parent")]
    public async Task Processes_of_a_namespace_are_listed_as_by_the_original(string words)
    {
        Require.UserNamespaces();
        Require.Program("lsns");
        using NamespaceProcess process = StartFamily();
        string inode = Tool.Run("stat", "-Lc", "%i", $"/proc/{process.Id}/ns/net").Trim();
        string[] command = ["lsns", inode, .. words.Split('|', StringSplitOptions.RemoveEmptyEntries)];
        await ShouldBeLikeTheOriginalAsync(command);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--tree=parent")]
    [InlineData("--tree=owner")]
    [InlineData("-J|--tree=owner")]
    [InlineData("-J|--tree=process")]
    [InlineData("-r")]
    public async Task Trees_are_those_of_the_original(string words)
    {
        Require.UserNamespaces();
        Require.Program("lsns");
        using NamespaceProcess process = StartFamily();
        // Namespaces of others come and go: what is compared is what hangs together with ours.
        string[] command = ["lsns", "-t", "ipc", "-t", "user", .. words.Split('|', StringSplitOptions.RemoveEmptyEntries), "-o", "NS,TYPE,PNS,ONS,COMMAND"];
        string user = Tool.Run("stat", "-Lc", "%i", $"/proc/{process.Id}/ns/user").Trim();
        SampleResult both = await NsTool.ShouldBeAlikeAsync(
            () => NsTool.RunOriginalAsync(command), () => NsTool.RunAsync(command), result => new SampleResult(result.ExitCode, Of(result.Output), string.Empty));
        both.Output.Should().Contain(user);

        // Whether another of the same level follows depends on others, such as one that is only held open, which util-linux 2.38 does not see.
        string Of(string output) => string.Join('\n', output.Split('\n').Where(line => line.Contains(user, StringComparison.Ordinal))
            .Select(line => Regex.Replace(line.TrimEnd().Replace('├', '└').Replace('│', ' '), @"(?<=\d.*)  +", " ")));
    }

    [Theory]
    [InlineData("TYPE == \"ipc\"", "ipc")]
    [InlineData("TYPE eq 'ipc' or TYPE == 'uts'", "ipc uts")]
    [InlineData("!(TYPE =~ 'c$') && NPROCS < 2 and PID > 0", "user uts")]
    [InlineData("TYPE !~ 's' && not TYPE >= 'ipd'", "ipc")]
    [InlineData("NSFS", "")]
    public async Task An_expression_chooses(string expression, string expected)
    {
        Require.UserNamespaces();
        using NamespaceProcess process = NamespaceProcess.Start(new NamespaceProcessStartInfo("sleep", "1000")
        {
            NewNamespaces = NamespaceTypes.User | NamespaceTypes.Uts | NamespaceTypes.Ipc,
            IdMap = IdMap.CurrentUserAsRoot,
        }, TestContext.Current.CancellationToken);
        SampleResult result = await NsTool.RunAsync(
            "lsns", "-p", $"{process.Id}", "-l", "-n", "-o", "TYPE", "-t", "ipc", "-t", "uts", "-t", "user", "--filter", expression);
        result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order().Should().Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), result.Errors);
    }

    [Theory]
    [InlineData("NS ==")]
    [InlineData("(NS")]
    [InlineData("NS = 1")]
    [InlineData("NOSUCH == 1")]
    [InlineData("NS == 1 2")]
    public async Task A_wrong_expression_is_refused(string expression) =>
        (await NsTool.RunAsync("lsns", "--filter", expression)).ExitCode.Should().Be(1);

    // How wide a column is for what is short has changed since util-linux 2.38.
    private static string Squeezed(string output) => Regex.Replace(Regex.Replace(output, "  +", " "), "(?m)^ ", string.Empty);

    private static NamespaceProcess StartFamily()
    {
        NamespaceProcess process = NamespaceProcess.Start(new NamespaceProcessStartInfo("sh", "-c", "sleep 1000 & sh -c 'sleep 1001 & echo; wait' & wait")
        {
            NewNamespaces = NamespaceTypes.User | NamespaceTypes.Network | NamespaceTypes.Ipc | NamespaceTypes.Pid,
            Init = ProcessInit.Program,
            IdMap = IdMap.CurrentUserAsRoot,
            StandardOutput = ProcessStream.Pipe,
        }, TestContext.Current.CancellationToken);
        process.StandardOutput.AsStream().ReadExactly(new byte[1]);
        // A shell that has forked is still a shell for a moment.
        SpinWait.SpinUntil(() => CountSleeping($"/proc/{process.Id}") == 2, TimeSpan.FromSeconds(60)).Should().BeTrue("both programs are executed");
        return process;
    }

    private static int CountSleeping(string process) => ChildProcesses.Find(process)
        .Sum(id => (File.ReadAllText($"/proc/{id}/comm") == "sleep\n" ? 1 : 0) + CountSleeping($"/proc/{id}"));

    [Theory]
    [InlineData("--nosuch")]
    [InlineData("-t|nosuch")]
    [InlineData("-o|nosuch")]
    [InlineData("123")]
    [InlineData("-p|999999999")]
    [InlineData("-J|-p|999999999")]
    public async Task What_is_asked_wrongly_is_answered_as_by_the_original(string words) => await NsTool.ShouldBeLikeTheOriginalAsync(["lsns", .. words.Split('|')]);

    [Theory]
    [InlineData("list")]
    [InlineData("-j|list")]
    [InlineData("identify")]
    [InlineData("pids|NAME")]
    [InlineData("exec|NAME|ls|/sys/class/net")]
    [InlineData("exec|NAME|sh|-c|exit 4")]
    [InlineData("exec|no-such-name|true")]
    [InlineData("add|NAME")]
    [InlineData("del|no-such-name")]
    [InlineData("list-id")]
    [InlineData("-j|list-id")]
    [InlineData("nosuch")]
    [InlineData("add")]
    [InlineData("set|NAME|x")]
    [InlineData("set|NAME|8")]
    [InlineData("set|NAME|-1")]
    [InlineData("set|no-such-name|5")]
    [InlineData("l")]
    [InlineData("a|NAME")]
    [InlineData("pids|no-such-name")]
    [InlineData("pids|NAME|x")]
    [InlineData("identify|x")]
    [InlineData("identify|self")]
    [InlineData("identify|1|2")]
    [InlineData("attach|NAME")]
    [InlineData("attach|NAME|x")]
    [InlineData("attach|no-such-name|999999999")]
    [InlineData("list-id|nsid|999999999")]
    [InlineData("pids|..")]
    [InlineData("exec|..|true")]
    [InlineData("identify|0")]
    [InlineData("attach|NAME|1")]
    [InlineData("attach|a/b|1")]
    [InlineData("exec|NAME|no-such-program")]
    [InlineData("exec|NAME|/etc")]
    [InlineData("exec|NAME|sh|-c|exit 126")]
    [InlineData("exec|NAME|grep|-o|/sys .*|/proc/self/mounts")]
    [InlineData("exec|NAME|cat|/etc/hostname")]
    public async Task A_name_is_used_as_by_the_original(string words)
    {
        Require.NamedNamespaces();
        string name = RunMark.NewName();
        bool hadFiles = Directory.Exists("/etc/netns");
        Tool.Run("ip", "netns", "add", name);
        try
        {
            MakeFiles(name);
            Tool.Run("ip", "netns", "set", name, $"{Random.Shared.Next(1000, 1_000_000)}");
            string[] arguments = words.Replace("NAME", name, StringComparison.Ordinal).Split('|');
            string[] json = arguments[0] == "-j" ? ["-j"] : [];
            bool isList = arguments[json.Length] is "list" or "list-id" or "l";
            SampleResult both = await NsTool.ShouldBeAlikeAsync(
                () => NsTool.RunOriginalAsync(["ip", .. json, "netns", .. arguments[json.Length..]]),
                () => NsTool.RunAsync(["netns", .. arguments]),
                result => isList ? About(name, result, json.Length > 0) : result);
            if (isList)
            {
                both.Output.Contains(name, StringComparison.Ordinal).Should().NotBe(arguments.Contains("nsid"));
            }
        }
        finally
        {
            DeleteFiles(name, hadFiles);
            Tool.Run("ip", "netns", "del", name);
        }
    }

    /// <summary>What a list says of one name: other programs have names too, which come and go.</summary>
    private static SampleResult About(string name, SampleResult list, bool json)
    {
        IEnumerable<string> entries = json
            ? JsonDocument.Parse(list.Output).RootElement.EnumerateArray().Select(entry => entry.GetRawText())
            : list.Output.Split('\n');
        return list with { Output = string.Join('\n', entries.Where(entry => entry.Contains(name, StringComparison.Ordinal))), Errors = string.Empty };
    }

    [Fact]
    public async Task An_id_without_a_name_is_listed_too()
    {
        Require.NamedNamespaces();
        using NetNamespace host = NetNamespace.OpenCurrent();
        using NetNamespace other = NetNamespace.Create();
        int id = Random.Shared.Next(1_000_000, 2_000_000);
        host.SetId(other, id);
        host.ListIds().Should().Contain(id);
        SampleResult both = await NsTool.ShouldBeAlikeAsync(
            () => NsTool.RunOriginalAsync("ip", "netns", "list-id", "nsid", $"{id}"),
            () => NsTool.RunAsync("netns", "list-id", "nsid", $"{id}"),
            result => result.WithoutStaleNames());
        both.Output.Should().Contain($"nsid {id}");
    }

    [Fact]
    public async Task A_name_comes_and_goes()
    {
        Require.NamedNamespaces();
        string name = RunMark.NewName();
        (await NsTool.RunAsync("netns", "add", name)).Should().Be(new SampleResult(0, string.Empty, string.Empty));
        Tool.Run("ip", "netns").Should().Contain(name);
        (await NsTool.RunAsync("netns", "del", name)).Should().Be(new SampleResult(0, string.Empty, string.Empty));
        Tool.Run("ip", "netns").Should().NotContain(name);
    }

    [Fact]
    public async Task Ids_of_another_namespace_are_listed_as_by_the_original()
    {
        Require.NamedNamespaces();
        string[] names = [RunMark.NewName(), RunMark.NewName()];
        using NetNamespace host = NetNamespace.OpenCurrent();
        using NetNamespace first = NetNamespace.Create(names[0]);
        using NetNamespace second = NetNamespace.Create(names[1]);
        try
        {
            host.SetId(first, null);
            host.SetId(second, null);
            second.SetId(first, 7);
            string id = $"{host.FindId(second)}";
            foreach (string[] words in new string[][] { ["target-nsid", id], ["target-nsid", id, "nsid", $"{host.FindId(first)}"], ["target-nsid", "99999"], ["target-nsid", "x"] })
            {
                await NsTool.ShouldBeAlikeAsync(
                    () => NsTool.RunOriginalAsync(["ip", "netns", "list-id", .. words]),
                    () => NsTool.RunAsync(["netns", "list-id", .. words]),
                    result => result.WithoutStaleNames());
            }

            host.ListIds(host.FindId(second)!.Value).Should().Equal((7, host.FindId(first)));
        }
        finally
        {
            Array.ForEach(names, NetNamespace.Delete);
        }
    }

    // In the user namespace of another /etc is that of the machine, and there are no files then.
    private static void MakeFiles(string name)
    {
        try
        {
            Directory.CreateDirectory($"/etc/netns/{name}");
        }
        catch (UnauthorizedAccessException)
        {
            return;
        }

        File.WriteAllText($"/etc/netns/{name}/hostname", "inside\n");
        File.WriteAllText($"/etc/netns/{name}/no-such-file", string.Empty);
    }

    private static void DeleteFiles(string name, bool hadFiles)
    {
        if (Directory.Exists($"/etc/netns/{name}"))
        {
            Directory.Delete($"/etc/netns/{name}", recursive: true);
        }

        if (!hadFiles && Directory.Exists("/etc/netns"))
        {
            Directory.Delete("/etc/netns");
        }
    }

    /// <summary>Compares lists whatever the width of their columns. The original fails when a process ends that it is just reading about.</summary>
    private static Task<SampleResult> ShouldBeLikeTheOriginalAsync(string[] command) => NsTool.ShouldBeAlikeAsync(
        () => NsTool.RunOriginalAsync(command), () => NsTool.RunAsync(command), result => new SampleResult(result.ExitCode, Squeezed(result.Output), string.Empty));
}
