using System.Net;
using FluentAssertions;
using LinuxNamespaces.Cni.Plugins;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.HostLocal;

public sealed class StoreTests : IDisposable
{
    private static readonly CniAttachmentId s_id = new("c1", "eth0");
    private static readonly ReservationOwner s_earlierBoot = new("an earlier boot", "/nonexistent", "0:0");
    private static readonly IPAddress s_address = IPAddress.Parse("10.0.0.2");

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_reservation_is_the_file_of_the_reference_plugin()
    {
        using (AddressStore store = Open())
        {
            store.Reserve(s_address, s_id, s_earlierBoot, 0);
        }

        File.ReadAllText(In("10.0.0.2")).Should().Be("c1\r\neth0");
        File.ReadAllText(In("last_reserved_ip.0")).Should().Be("10.0.0.2");
        File.GetUnixFileMode(In("10.0.0.2")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Exists(In(".new")).Should().BeFalse();
    }

    [Theory]
    [InlineData("c1\r\neth0", "c1", "eth0")]
    [InlineData("c1\neth0\n", "c1", "eth0")]
    [InlineData("c1", "c1", null)]
    [InlineData("", "", null)]
    public void Reservations_of_other_programs_are_read(string text, string container, string? link)
    {
        Directory.CreateDirectory(In(""));
        File.WriteAllText(In("10.0.0.2"), text);
        File.WriteAllText(In("something else"), "c1\r\neth0");
        using AddressStore store = Open();
        store.ReadAll().Values.Should().Equal(new Reservation(s_address, container, link));
    }

    [Fact]
    public void What_a_killed_program_left_is_gone()
    {
        using AddressStore store = Open();
        File.WriteAllText(In("10.0.0.2"), "");
        store.IsGone(store.ReadAll()[s_address]).Should().BeTrue();
    }

    [Fact]
    public void A_reservation_of_another_program_is_never_gone()
    {
        using AddressStore store = Open();
        File.WriteAllText(In("10.0.0.2"), "c1\r\neth0");
        store.IsGone(store.ReadAll()[s_address]).Should().BeFalse();
    }

    [Fact]
    public void A_reservation_of_an_earlier_boot_is_gone()
    {
        using AddressStore store = Open();
        store.Reserve(s_address, s_id, s_earlierBoot, 0);
        store.IsGone(store.ReadAll()[s_address]).Should().BeTrue();
    }

    [Fact]
    public void The_lock_keeps_other_programs_out()
    {
        using (Open())
        {
            TryLock().Should().Be(1);
        }

        TryLock().Should().Be(0);
    }

    [Fact]
    public async Task The_lock_waits_for_other_programs()
    {
        Directory.CreateDirectory(In(""));
        using System.Diagnostics.Process holder = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("flock", [In("lock"), "sh", "-c", "echo held; read line; echo released"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        holder.StandardOutput.ReadLine().Should().Be("held");
        Task<string> released = Task.Run(() =>
        {
            using AddressStore store = Open();
            return File.Exists(In("released")) ? "after" : "before";
        });
        File.WriteAllText(In("released"), "");
        holder.StandardInput.WriteLine();
        (await released).Should().Be("after");
        holder.WaitForExit();
    }

    private int TryLock()
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start("flock", ["--nonblock", In("lock"), "true"]);
        process.WaitForExit();
        return process.ExitCode;
    }

    private AddressStore Open() => AddressStore.Open(_directory.Path, "net");

    private string In(string name) => Path.Combine(_directory.Path, "net", name);
}
