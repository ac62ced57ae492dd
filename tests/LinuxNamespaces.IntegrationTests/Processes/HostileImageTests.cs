using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>The files of a root directory belong to another user: nothing in them leads a call of the library to files of the caller.</summary>
[Collection("The kernel")]
public sealed class HostileImageTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _image;
    private readonly string _victim;
    private readonly string _name = $"lns-{Guid.NewGuid():N}";

    public HostileImageTests()
    {
        Require.UserNamespaces();
        _image = Directory.CreateDirectory(Path.Combine(_directory.Path, "image")).FullName;
        _victim = Directory.CreateDirectory(Path.Combine(_directory.Path, "victim")).FullName;
        foreach (string name in new[] { "usr", "run", "var", "proc" })
        {
            Directory.CreateDirectory(Path.Combine(_image, name));
        }
    }

    public void Dispose()
    {
        foreach (string leaked in new[] { $"/{_name}", $"/run/{_name}" })
        {
            if (Directory.Exists(leaked))
            {
                Directory.Delete(leaked, recursive: true);
                Assert.Fail($"{leaked} was made outside.");
            }
        }

        _directory.Dispose();
    }

    [Theory]
    [InlineData("/usr/../")]
    [InlineData("/../")]
    [InlineData("/usr/../../../../")]
    [InlineData("/./var/../usr/..//")]
    public async Task Dots_at_the_top_stay_there(string path) =>
        (await Sandbox.RunAsync($"test -d /{_name} && echo inside", Mount.Directory("/var"), Mount.Directory($"{path}{_name}"))).Should().Be("inside");

    [Fact]
    public async Task A_link_upwards_stays_inside()
    {
        Link("var/run", "../run");
        string output = await Sandbox.RunAsync(
            $"grep -c ' /run/{_name} ' /proc/self/mountinfo; cat /run/file", ProcessRoot.Directory(_image), Mount.Proc(), Mount.Tmpfs($"/var/run/{_name}"), Mount.File("/var/run/file", "inside"u8.ToArray()));
        output.Should().Be("1\ninside");
    }

    public static TheoryData<string> Operations => ["directory", "file", "overwrite", "link", "tmpfs", "bind", "bind a file", "devices", "permissions", "write", "protect", "proc"];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_link_out_of_the_image_leads_into_it(string operation)
    {
        string host = Path.Combine(_victim, "there");
        await File.WriteAllTextAsync(host, "host", TestContext.Current.CancellationToken);
        Link("etc", $"/../..{_victim}");
        // What would be written to outside exists inside too.
        Directory.CreateDirectory(_image + _victim);
        await File.WriteAllTextAsync(_image + host, "image", TestContext.Current.CancellationToken);
        byte[] content = "written"u8.ToArray();
        Mount mount = operation switch
        {
            "directory" => Mount.Directory("/etc/new"),
            "file" => Mount.File("/etc/new", content),
            "overwrite" => Mount.File("/etc/there", content, overwrite: true),
            "link" => Mount.SymbolicLink("/etc/new", "target"),
            "tmpfs" => Mount.Tmpfs("/etc/new"),
            "bind" => Mount.Bind("/usr", "/etc/new"),
            "bind a file" => Mount.Bind("/proc/self/status", "/etc/new"),
            "devices" => Mount.Devices("/etc/new"),
            "permissions" => Mount.Permissions("/etc/there", UnixFileMode.UserRead),
            "write" => Mount.Write("/etc/there", content),
            "protect" => Mount.WriteProtect("/etc/there"),
            _ => Mount.Proc("/etc/new"),
        };
        UnixFileMode mode = File.GetUnixFileMode(host);
        await Sandbox.RunAsync(":", ProcessRoot.Directory(_image), mount);
        Directory.GetFileSystemEntries(_victim).Should().Equal(host);
        (await File.ReadAllTextAsync(host, TestContext.Current.CancellationToken)).Should().Be("host");
        File.GetUnixFileMode(host).Should().Be(mode);
    }

    public static TheoryData<string> Magic
    {
        get
        {
            TheoryData<string> paths = ["/proc/self/cwd", "/proc/self/root", "/proc/1/root", "/proc/1/cwd"];
            paths.AddRange(Enumerable.Range(3, 30).Select(number => $"/proc/self/fd/{number}").ToArray());
            return paths;
        }
    }

    [Theory]
    [MemberData(nameof(Magic))]
    public async Task A_working_directory_is_never_what_a_descriptor_leads_to(string path)
    {
        Link("link", path);
        foreach ((string directory, ProcessRoot? root) in new (string, ProcessRoot?)[] { (path, ProcessRoot.Empty), ("/link", ProcessRoot.Directory(_image)), ("/link/..", ProcessRoot.Directory(_image)), (path, null), (path, ProcessRoot.Chroot(_image)) })
        {
            NamespaceProcessStartInfo info = new("/usr/bin/true")
            {
                NewNamespaces = Run.Own | NamespaceTypes.Time,
                IdMap = IdMap.CurrentUserAsRoot,
                InnerIdMap = IdMap.CurrentUserAsRoot,
                TimeOffsets = new TimeOffsets { Monotonic = TimeSpan.FromHours(1) },
                Root = root,
                WorkingDirectory = directory,
                Mounts = { Mount.Proc() },
            };
            (await FluentActions.Awaiting(async () => await Run.Start(info).DisposeAsync()).Should().ThrowAsync<ChildSetupException>($"{directory} under {root}"))
                .Which.Errno.Should().BeOneOf(Errno.ELOOP, Errno.ENOENT);
        }
    }

    [Fact]
    public async Task A_preferred_directory_that_leads_out_is_passed_over()
    {
        Link("link", "/proc/self/fd/3");
        NamespaceProcessStartInfo info = Sandbox.Shell("pwd", ProcessRoot.Directory(_image), Mount.Proc(), Mount.Directory("/home"));
        info.PreferredDirectories.Add("/link");
        info.PreferredDirectories.Add("/proc/self/root");
        info.PreferredDirectories.Add("/nosuch");
        info.PreferredDirectories.Add("/home");
        info.PreferredDirectories.Add("/usr");
        (await Run.OutputAsync(info)).Should().Be("/home");
    }

    [Fact]
    public void A_directory_of_the_caller_is_none_below_another_root() =>
        FluentActions.Invoking(() => NamespaceProcess.Plan(new("true") { NewNamespaces = Run.Own, Root = ProcessRoot.Empty, CallerWorkingDirectory = "/" }))
            .Should().Throw<ArgumentException>().WithMessage("*WorkingDirectory*");

    [Fact]
    public async Task A_pipe_in_place_of_a_file_keeps_nobody_waiting()
    {
        Tool.Run("mkfifo", Path.Combine(_image, "pipe"));
        foreach (Mount mount in new[] { Mount.File("/pipe", "x"u8.ToArray(), overwrite: true), Mount.Write("/pipe", "x"u8.ToArray()) })
        {
            (await FluentActions.Awaiting(() => Sandbox.RunAsync(":", ProcessRoot.Directory(_image), mount)).Should().ThrowAsync<ChildSetupException>())
                .Which.Errno.Should().Be(new Errno(6));
        }
    }

    [Fact]
    public async Task A_device_in_place_of_a_file_is_not_written()
    {
        Require.RootOfTheMachine();
        Tool.Run("mknod", Path.Combine(_image, "device"), "c", "1", "3");
        foreach (Mount mount in new[] { Mount.File("/device", "x"u8.ToArray(), overwrite: true), Mount.Write("/device", "x"u8.ToArray()) })
        {
            NamespaceProcessStartInfo info = new("/usr/bin/true") { NewNamespaces = NamespaceTypes.Mount, Root = ProcessRoot.Directory(_image), Mounts = { Mount.Bind("/usr", "/usr"), mount } };
            (await FluentActions.Awaiting(async () => await Run.Start(info).DisposeAsync()).Should().ThrowAsync<ChildSetupException>()).Which.Errno.Should().Be(Errno.EINVAL);
        }
    }

    [Fact]
    public async Task Who_swaps_directories_for_links_gets_nothing_written_outside()
    {
        string bound = Directory.CreateDirectory(Path.Combine(_directory.Path, "bound")).FullName;
        string real = Directory.CreateDirectory(Path.Combine(bound, "d")).FullName;
        string link = Path.Combine(bound, "l");
        File.CreateSymbolicLink(link, $"/../../..{_victim}");
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(TimeSpan.FromSeconds(10));
        Thread attacker = new(() =>
        {
            while (!end.IsCancellationRequested)
            {
                Native.Exchange(real, link);
            }
        });
        attacker.Start();
        int started = 0;
        int refused = 0;
        while (!end.IsCancellationRequested)
        {
            try
            {
                NamespaceProcessStartInfo info = new("/usr/bin/true")
                {
                    NewNamespaces = Run.Own,
                    IdMap = IdMap.CurrentUserAsRoot,
                    Root = ProcessRoot.Empty,
                    WorkingDirectory = "/b/d",
                    Mounts =
                    {
                        Mount.Bind("/usr", "/usr", readOnly: true), Mount.SymbolicLink("/lib", "usr/lib"), Mount.SymbolicLink("/lib64", "usr/lib64"), Mount.Bind(bound, "/b"),
                        // Where the link leads inside.
                        Mount.Directory(_victim),
                        Mount.Directory("/b/d/directory"), Mount.Directory("/b/d/deep/er"), Mount.File("/b/d/file", "x"u8.ToArray(), overwrite: true),
                        Mount.Permissions("/b/d", (UnixFileMode)0x1c0), Mount.Tmpfs("/b/d/tmpfs"), Mount.Bind("/usr", "/b/d/bind"),
                    },
                };
                await using NamespaceProcess process = Run.Start(info);
                (await process.WaitForExitAsync(TestContext.Current.CancellationToken)).Succeeded.Should().BeTrue();
                started++;
            }
            catch (ChildSetupException)
            {
                refused++;
            }
        }

        attacker.Join();
        Directory.GetFileSystemEntries(_victim).Should().BeEmpty($"of {started + refused} starts none wrote outside");
        File.GetUnixFileMode(_victim).Should().NotBe((UnixFileMode)0x1c0);
        (started + refused).Should().BePositive();
    }

    private void Link(string path, string target)
    {
        string link = Path.Combine(_image, path);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, target);
    }
}
