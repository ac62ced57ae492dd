using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Child;

/// <summary>
/// The code of the child and its table as a program, so that it has its own memory. Processes in the namespaces that it joins cannot access
/// the memory of this process through it.
/// </summary>
/// <remarks>See elf(5). Code and data are 64 KiB apart, the largest page size of arm64.</remarks>
internal static class LauncherImage
{
    /// <summary>The offset of the table in the file.</summary>
    internal const int DataOffset = 0x10000;

    private const ulong Address = ChildCode.LaunchMemory - DataOffset;
    private const int CodeOffset = 0x100;
    private const ushort EM_X86_64 = 62;
    private const ushort EM_AARCH64 = 183;
    private const uint PT_LOAD = 1;
    private const uint PT_GNU_STACK = 0x6474e551;
    private const uint PF_X = 1;
    private const uint PF_W = 2;
    private const uint PF_R = 4;

    /// <summary>Creates the program.</summary>
    /// <param name="inMemory">Whether the file is a memfd. If not, it is an unlinked file in the directory for temporary files.</param>
    /// <exception cref="LinuxException">There is not enough memory, or memfd files are forbidden.</exception>
    internal static SafeFileHandle Create(ChildProgram program, ReadOnlySpan<long> slots, bool inMemory)
    {
        (byte[] text, byte[] data) = Build(program, slots, RuntimeInformation.ProcessArchitecture);
        return inMemory ? WriteToMemory(text, data) : WriteToDirectory(text, data);
    }

    /// <summary>Builds the two parts of the program: headers and code, and the table.</summary>
    internal static (byte[] Text, byte[] Data) Build(ChildProgram program, ReadOnlySpan<long> slots, Architecture architecture)
    {
        byte[] data = new byte[program.Size];
        program.Write(data, ChildCode.LaunchMemory, slots, firstStep: 0);
        ReadOnlySpan<byte> code = ChildCode.For(architecture);
        byte[] text = new byte[CodeOffset + code.Length];
        WriteHeaders(text, data.Length, architecture == Architecture.Arm64 ? EM_AARCH64 : EM_X86_64);
        code.CopyTo(text.AsSpan(CodeOffset));
        return (text, data);
    }

    private static SafeFileHandle WriteToMemory(ReadOnlySpan<byte> text, ReadOnlySpan<byte> data)
    {
        SafeFileHandle file = ChildFile.Create("launcher", executed: true);
        if (file.IsInvalid || !ChildFile.Write(file, text, 0) || !ChildFile.Write(file, data, DataOffset))
        {
            Errno error = SystemCalls.LastError;
            file.Dispose();
            throw new LinuxException(error, "write the program that starts the process (memfd_create)");
        }

        return file;
    }

    // A file that is open for writing cannot be executed, so it is opened again for reading and then unlinked.
    private static SafeFileHandle WriteToDirectory(ReadOnlySpan<byte> text, ReadOnlySpan<byte> data)
    {
        string path = Path.Combine(Path.GetTempPath(), $".LinuxNamespaces-{Guid.NewGuid():N}");
        using SafeFileHandle writer = SystemCalls.TryOpen(path, Linux.O_WRONLY | Linux.O_CREAT | Linux.O_EXCL, 0x1c0);
        if (writer.IsInvalid || !ChildFile.Write(writer, text, 0) || !ChildFile.Write(writer, data, DataOffset))
        {
            Errno error = SystemCalls.LastError;
            _ = Libc.unlink(path);
            throw new LinuxException(error, "write the program that starts the process", path, "Programs in memory cannot be executed here (sysctl vm.memfd_noexec), so it has to be a file.");
        }

        SafeFileHandle reader = SystemCalls.TryOpen(path, Linux.O_RDONLY);
        Errno failure = SystemCalls.LastError;
        _ = Libc.unlink(path);
        return reader.IsInvalid ? throw new LinuxException(failure, "open the program that starts the process", path) : reader;
    }

    /// <summary>Explains why the image cannot be executed; null unless it is in the directory for temporary files and that is mounted noexec.</summary>
    internal static string? ExecutionRemedy() => !ChildLauncher.MemoryIsExecutable && FileFacts.TryRead(Path.GetTempPath()) is { IsMountedNoExec: true }
        ? $"Programs in memory cannot be executed here (sysctl vm.memfd_noexec), and the directory for temporary files, {PrintableText.Quote(Path.GetTempPath())}, is mounted noexec."
        : null;

    private static void WriteHeaders(Span<byte> text, int dataLength, ushort machine)
    {
        ReadOnlySpan<byte> identification = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        MemoryMarshal.Write(text, new Elf64_Ehdr
        {
            e_type = 2,
            e_machine = machine,
            e_version = 1,
            e_entry = Address + CodeOffset + ChildCode.LaunchOffset,
            e_phoff = 64,
            e_ehsize = 64,
            e_phentsize = 56,
            e_phnum = 3,
        });
        identification.CopyTo(text);
        Span<Elf64_Phdr> segments = MemoryMarshal.Cast<byte, Elf64_Phdr>(text.Slice(64, 3 * 56));
        segments[0] = Segment(PF_R | PF_X, 0, text.Length);
        segments[1] = Segment(PF_R | PF_W, DataOffset, dataLength);
        segments[2] = new Elf64_Phdr { p_type = PT_GNU_STACK, p_flags = PF_R | PF_W };
    }

    private static Elf64_Phdr Segment(uint flags, ulong offset, int length) => new()
    {
        p_type = PT_LOAD,
        p_flags = flags,
        p_offset = offset,
        p_vaddr = Address + offset,
        p_paddr = Address + offset,
        p_filesz = (ulong)length,
        p_memsz = (ulong)length,
        p_align = DataOffset,
    };

    [StructLayout(LayoutKind.Sequential)]
    private struct Elf64_Ehdr
    {
        internal ulong e_ident0;
        internal ulong e_ident8;
        internal ushort e_type;
        internal ushort e_machine;
        internal uint e_version;
        internal ulong e_entry;
        internal ulong e_phoff;
        internal ulong e_shoff;
        internal uint e_flags;
        internal ushort e_ehsize;
        internal ushort e_phentsize;
        internal ushort e_phnum;
        internal ushort e_shentsize;
        internal ushort e_shnum;
        internal ushort e_shstrndx;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Elf64_Phdr
    {
        internal uint p_type;
        internal uint p_flags;
        internal ulong p_offset;
        internal ulong p_vaddr;
        internal ulong p_paddr;
        internal ulong p_filesz;
        internal ulong p_memsz;
        internal ulong p_align;
    }
}
