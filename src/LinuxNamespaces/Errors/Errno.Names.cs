namespace LinuxNamespaces;

public readonly partial struct Errno
{
    /// <summary>Operation not permitted.</summary>
    public static Errno EPERM => new(1);

    /// <summary>No such file or directory.</summary>
    public static Errno ENOENT => new(2);

    /// <summary>No such process.</summary>
    public static Errno ESRCH => new(3);

    /// <summary>Interrupted system call.</summary>
    public static Errno EINTR => new(4);

    /// <summary>Input or output error.</summary>
    public static Errno EIO => new(5);

    /// <summary>No such device or address.</summary>
    public static Errno ENXIO => new(6);

    /// <summary>Argument list too long.</summary>
    public static Errno E2BIG => new(7);

    /// <summary>Exec format error.</summary>
    public static Errno ENOEXEC => new(8);

    /// <summary>Bad file descriptor.</summary>
    public static Errno EBADF => new(9);

    /// <summary>No child processes.</summary>
    public static Errno ECHILD => new(10);

    /// <summary>Resource temporarily unavailable.</summary>
    public static Errno EAGAIN => new(11);

    /// <summary>Cannot allocate memory.</summary>
    public static Errno ENOMEM => new(12);

    /// <summary>Permission denied.</summary>
    public static Errno EACCES => new(13);

    /// <summary>Bad address.</summary>
    public static Errno EFAULT => new(14);

    /// <summary>Block device required.</summary>
    public static Errno ENOTBLK => new(15);

    /// <summary>Device or resource busy.</summary>
    public static Errno EBUSY => new(16);

    /// <summary>File exists.</summary>
    public static Errno EEXIST => new(17);

    /// <summary>Invalid cross-device link.</summary>
    public static Errno EXDEV => new(18);

    /// <summary>No such device.</summary>
    public static Errno ENODEV => new(19);

    /// <summary>Not a directory.</summary>
    public static Errno ENOTDIR => new(20);

    /// <summary>Is a directory.</summary>
    public static Errno EISDIR => new(21);

    /// <summary>Invalid argument.</summary>
    public static Errno EINVAL => new(22);

    /// <summary>Too many open files in system.</summary>
    public static Errno ENFILE => new(23);

    /// <summary>Too many open files.</summary>
    public static Errno EMFILE => new(24);

    /// <summary>Inappropriate ioctl for device.</summary>
    public static Errno ENOTTY => new(25);

    /// <summary>Text file busy.</summary>
    public static Errno ETXTBSY => new(26);

    /// <summary>File too large.</summary>
    public static Errno EFBIG => new(27);

    /// <summary>No space left on device.</summary>
    public static Errno ENOSPC => new(28);

    /// <summary>Illegal seek.</summary>
    public static Errno ESPIPE => new(29);

    /// <summary>Read-only file system.</summary>
    public static Errno EROFS => new(30);

    /// <summary>Too many links.</summary>
    public static Errno EMLINK => new(31);

    /// <summary>Broken pipe.</summary>
    public static Errno EPIPE => new(32);

    /// <summary>Numerical argument out of domain.</summary>
    public static Errno EDOM => new(33);

    /// <summary>Numerical result out of range.</summary>
    public static Errno ERANGE => new(34);

    /// <summary>Resource deadlock avoided.</summary>
    public static Errno EDEADLK => new(35);

    /// <summary>File name too long.</summary>
    public static Errno ENAMETOOLONG => new(36);

    /// <summary>No locks available.</summary>
    public static Errno ENOLCK => new(37);

    /// <summary>Function not implemented.</summary>
    public static Errno ENOSYS => new(38);

    /// <summary>Directory not empty.</summary>
    public static Errno ENOTEMPTY => new(39);

    /// <summary>Too many levels of symbolic links.</summary>
    public static Errno ELOOP => new(40);

    /// <summary>No message of desired type.</summary>
    public static Errno ENOMSG => new(42);

    /// <summary>Identifier removed.</summary>
    public static Errno EIDRM => new(43);

    /// <summary>Channel number out of range.</summary>
    public static Errno ECHRNG => new(44);

    /// <summary>Level 2 not synchronized.</summary>
    public static Errno EL2NSYNC => new(45);

    /// <summary>Level 3 halted.</summary>
    public static Errno EL3HLT => new(46);

    /// <summary>Level 3 reset.</summary>
    public static Errno EL3RST => new(47);

    /// <summary>Link number out of range.</summary>
    public static Errno ELNRNG => new(48);

    /// <summary>Protocol driver not attached.</summary>
    public static Errno EUNATCH => new(49);

    /// <summary>No CSI structure available.</summary>
    public static Errno ENOCSI => new(50);

    /// <summary>Level 2 halted.</summary>
    public static Errno EL2HLT => new(51);

    /// <summary>Invalid exchange.</summary>
    public static Errno EBADE => new(52);

    /// <summary>Invalid request descriptor.</summary>
    public static Errno EBADR => new(53);

    /// <summary>Exchange full.</summary>
    public static Errno EXFULL => new(54);

    /// <summary>No anode.</summary>
    public static Errno ENOANO => new(55);

    /// <summary>Invalid request code.</summary>
    public static Errno EBADRQC => new(56);

    /// <summary>Invalid slot.</summary>
    public static Errno EBADSLT => new(57);

    /// <summary>Bad font file format.</summary>
    public static Errno EBFONT => new(59);

    /// <summary>Device not a stream.</summary>
    public static Errno ENOSTR => new(60);

    /// <summary>No data available.</summary>
    public static Errno ENODATA => new(61);

    /// <summary>Timer expired.</summary>
    public static Errno ETIME => new(62);

    /// <summary>Out of streams resources.</summary>
    public static Errno ENOSR => new(63);

    /// <summary>Machine is not on the network.</summary>
    public static Errno ENONET => new(64);

    /// <summary>Package not installed.</summary>
    public static Errno ENOPKG => new(65);

    /// <summary>Object is remote.</summary>
    public static Errno EREMOTE => new(66);

    /// <summary>Link has been severed.</summary>
    public static Errno ENOLINK => new(67);

    /// <summary>Advertise error.</summary>
    public static Errno EADV => new(68);

    /// <summary>Srmount error.</summary>
    public static Errno ESRMNT => new(69);

    /// <summary>Communication error on send.</summary>
    public static Errno ECOMM => new(70);

    /// <summary>Protocol error.</summary>
    public static Errno EPROTO => new(71);

    /// <summary>Multihop attempted.</summary>
    public static Errno EMULTIHOP => new(72);

    /// <summary>RFS specific error.</summary>
    public static Errno EDOTDOT => new(73);

    /// <summary>Bad message.</summary>
    public static Errno EBADMSG => new(74);

    /// <summary>Value too large for defined data type.</summary>
    public static Errno EOVERFLOW => new(75);

    /// <summary>Name not unique on network.</summary>
    public static Errno ENOTUNIQ => new(76);

    /// <summary>File descriptor in bad state.</summary>
    public static Errno EBADFD => new(77);

    /// <summary>Remote address changed.</summary>
    public static Errno EREMCHG => new(78);

    /// <summary>Can not access a needed shared library.</summary>
    public static Errno ELIBACC => new(79);

    /// <summary>Accessing a corrupted shared library.</summary>
    public static Errno ELIBBAD => new(80);

    /// <summary>.lib section in a.out corrupted.</summary>
    public static Errno ELIBSCN => new(81);

    /// <summary>Attempting to link in too many shared libraries.</summary>
    public static Errno ELIBMAX => new(82);

    /// <summary>Cannot exec a shared library directly.</summary>
    public static Errno ELIBEXEC => new(83);

    /// <summary>Invalid or incomplete multibyte or wide character.</summary>
    public static Errno EILSEQ => new(84);

    /// <summary>Interrupted system call should be restarted.</summary>
    public static Errno ERESTART => new(85);

    /// <summary>Streams pipe error.</summary>
    public static Errno ESTRPIPE => new(86);

    /// <summary>Too many users.</summary>
    public static Errno EUSERS => new(87);

    /// <summary>Socket operation on non-socket.</summary>
    public static Errno ENOTSOCK => new(88);

    /// <summary>Destination address required.</summary>
    public static Errno EDESTADDRREQ => new(89);

    /// <summary>Message too long.</summary>
    public static Errno EMSGSIZE => new(90);

    /// <summary>Protocol wrong type for socket.</summary>
    public static Errno EPROTOTYPE => new(91);

    /// <summary>Protocol not available.</summary>
    public static Errno ENOPROTOOPT => new(92);

    /// <summary>Protocol not supported.</summary>
    public static Errno EPROTONOSUPPORT => new(93);

    /// <summary>Socket type not supported.</summary>
    public static Errno ESOCKTNOSUPPORT => new(94);

    /// <summary>Operation not supported.</summary>
    public static Errno EOPNOTSUPP => new(95);

    /// <summary>Protocol family not supported.</summary>
    public static Errno EPFNOSUPPORT => new(96);

    /// <summary>Address family not supported by protocol.</summary>
    public static Errno EAFNOSUPPORT => new(97);

    /// <summary>Address already in use.</summary>
    public static Errno EADDRINUSE => new(98);

    /// <summary>Cannot assign requested address.</summary>
    public static Errno EADDRNOTAVAIL => new(99);

    /// <summary>Network is down.</summary>
    public static Errno ENETDOWN => new(100);

    /// <summary>Network is unreachable.</summary>
    public static Errno ENETUNREACH => new(101);

    /// <summary>Network dropped connection on reset.</summary>
    public static Errno ENETRESET => new(102);

    /// <summary>Software caused connection abort.</summary>
    public static Errno ECONNABORTED => new(103);

    /// <summary>Connection reset by peer.</summary>
    public static Errno ECONNRESET => new(104);

    /// <summary>No buffer space available.</summary>
    public static Errno ENOBUFS => new(105);

    /// <summary>Transport endpoint is already connected.</summary>
    public static Errno EISCONN => new(106);

    /// <summary>Transport endpoint is not connected.</summary>
    public static Errno ENOTCONN => new(107);

    /// <summary>Cannot send after transport endpoint shutdown.</summary>
    public static Errno ESHUTDOWN => new(108);

    /// <summary>Too many references: cannot splice.</summary>
    public static Errno ETOOMANYREFS => new(109);

    /// <summary>Connection timed out.</summary>
    public static Errno ETIMEDOUT => new(110);

    /// <summary>Connection refused.</summary>
    public static Errno ECONNREFUSED => new(111);

    /// <summary>Host is down.</summary>
    public static Errno EHOSTDOWN => new(112);

    /// <summary>No route to host.</summary>
    public static Errno EHOSTUNREACH => new(113);

    /// <summary>Operation already in progress.</summary>
    public static Errno EALREADY => new(114);

    /// <summary>Operation now in progress.</summary>
    public static Errno EINPROGRESS => new(115);

    /// <summary>Stale file handle.</summary>
    public static Errno ESTALE => new(116);

    /// <summary>Structure needs cleaning.</summary>
    public static Errno EUCLEAN => new(117);

    /// <summary>Not a XENIX named type file.</summary>
    public static Errno ENOTNAM => new(118);

    /// <summary>No XENIX semaphores available.</summary>
    public static Errno ENAVAIL => new(119);

    /// <summary>Is a named type file.</summary>
    public static Errno EISNAM => new(120);

    /// <summary>Remote I or O error.</summary>
    public static Errno EREMOTEIO => new(121);

    /// <summary>Disk quota exceeded.</summary>
    public static Errno EDQUOT => new(122);

    /// <summary>No medium found.</summary>
    public static Errno ENOMEDIUM => new(123);

    /// <summary>Wrong medium type.</summary>
    public static Errno EMEDIUMTYPE => new(124);

    /// <summary>Operation canceled.</summary>
    public static Errno ECANCELED => new(125);

    /// <summary>Required key not available.</summary>
    public static Errno ENOKEY => new(126);

    /// <summary>Key has expired.</summary>
    public static Errno EKEYEXPIRED => new(127);

    /// <summary>Key has been revoked.</summary>
    public static Errno EKEYREVOKED => new(128);

    /// <summary>Key was rejected by service.</summary>
    public static Errno EKEYREJECTED => new(129);

    /// <summary>Owner died.</summary>
    public static Errno EOWNERDEAD => new(130);

    /// <summary>State not recoverable.</summary>
    public static Errno ENOTRECOVERABLE => new(131);

    /// <summary>Operation not possible due to RF-kill.</summary>
    public static Errno ERFKILL => new(132);

    /// <summary>Memory page has hardware error.</summary>
    public static Errno EHWPOISON => new(133);

    private static string NameOf(int value) => value switch
    {
        1 => nameof(EPERM),
        2 => nameof(ENOENT),
        3 => nameof(ESRCH),
        4 => nameof(EINTR),
        5 => nameof(EIO),
        6 => nameof(ENXIO),
        7 => nameof(E2BIG),
        8 => nameof(ENOEXEC),
        9 => nameof(EBADF),
        10 => nameof(ECHILD),
        11 => nameof(EAGAIN),
        12 => nameof(ENOMEM),
        13 => nameof(EACCES),
        14 => nameof(EFAULT),
        15 => nameof(ENOTBLK),
        16 => nameof(EBUSY),
        17 => nameof(EEXIST),
        18 => nameof(EXDEV),
        19 => nameof(ENODEV),
        20 => nameof(ENOTDIR),
        21 => nameof(EISDIR),
        22 => nameof(EINVAL),
        23 => nameof(ENFILE),
        24 => nameof(EMFILE),
        25 => nameof(ENOTTY),
        26 => nameof(ETXTBSY),
        27 => nameof(EFBIG),
        28 => nameof(ENOSPC),
        29 => nameof(ESPIPE),
        30 => nameof(EROFS),
        31 => nameof(EMLINK),
        32 => nameof(EPIPE),
        33 => nameof(EDOM),
        34 => nameof(ERANGE),
        35 => nameof(EDEADLK),
        36 => nameof(ENAMETOOLONG),
        37 => nameof(ENOLCK),
        38 => nameof(ENOSYS),
        39 => nameof(ENOTEMPTY),
        40 => nameof(ELOOP),
        42 => nameof(ENOMSG),
        43 => nameof(EIDRM),
        44 => nameof(ECHRNG),
        45 => nameof(EL2NSYNC),
        46 => nameof(EL3HLT),
        47 => nameof(EL3RST),
        48 => nameof(ELNRNG),
        49 => nameof(EUNATCH),
        50 => nameof(ENOCSI),
        51 => nameof(EL2HLT),
        52 => nameof(EBADE),
        53 => nameof(EBADR),
        54 => nameof(EXFULL),
        55 => nameof(ENOANO),
        56 => nameof(EBADRQC),
        57 => nameof(EBADSLT),
        59 => nameof(EBFONT),
        60 => nameof(ENOSTR),
        61 => nameof(ENODATA),
        62 => nameof(ETIME),
        63 => nameof(ENOSR),
        64 => nameof(ENONET),
        65 => nameof(ENOPKG),
        66 => nameof(EREMOTE),
        67 => nameof(ENOLINK),
        68 => nameof(EADV),
        69 => nameof(ESRMNT),
        70 => nameof(ECOMM),
        71 => nameof(EPROTO),
        72 => nameof(EMULTIHOP),
        73 => nameof(EDOTDOT),
        74 => nameof(EBADMSG),
        75 => nameof(EOVERFLOW),
        76 => nameof(ENOTUNIQ),
        77 => nameof(EBADFD),
        78 => nameof(EREMCHG),
        79 => nameof(ELIBACC),
        80 => nameof(ELIBBAD),
        81 => nameof(ELIBSCN),
        82 => nameof(ELIBMAX),
        83 => nameof(ELIBEXEC),
        84 => nameof(EILSEQ),
        85 => nameof(ERESTART),
        86 => nameof(ESTRPIPE),
        87 => nameof(EUSERS),
        88 => nameof(ENOTSOCK),
        89 => nameof(EDESTADDRREQ),
        90 => nameof(EMSGSIZE),
        91 => nameof(EPROTOTYPE),
        92 => nameof(ENOPROTOOPT),
        93 => nameof(EPROTONOSUPPORT),
        94 => nameof(ESOCKTNOSUPPORT),
        95 => nameof(EOPNOTSUPP),
        96 => nameof(EPFNOSUPPORT),
        97 => nameof(EAFNOSUPPORT),
        98 => nameof(EADDRINUSE),
        99 => nameof(EADDRNOTAVAIL),
        100 => nameof(ENETDOWN),
        101 => nameof(ENETUNREACH),
        102 => nameof(ENETRESET),
        103 => nameof(ECONNABORTED),
        104 => nameof(ECONNRESET),
        105 => nameof(ENOBUFS),
        106 => nameof(EISCONN),
        107 => nameof(ENOTCONN),
        108 => nameof(ESHUTDOWN),
        109 => nameof(ETOOMANYREFS),
        110 => nameof(ETIMEDOUT),
        111 => nameof(ECONNREFUSED),
        112 => nameof(EHOSTDOWN),
        113 => nameof(EHOSTUNREACH),
        114 => nameof(EALREADY),
        115 => nameof(EINPROGRESS),
        116 => nameof(ESTALE),
        117 => nameof(EUCLEAN),
        118 => nameof(ENOTNAM),
        119 => nameof(ENAVAIL),
        120 => nameof(EISNAM),
        121 => nameof(EREMOTEIO),
        122 => nameof(EDQUOT),
        123 => nameof(ENOMEDIUM),
        124 => nameof(EMEDIUMTYPE),
        125 => nameof(ECANCELED),
        126 => nameof(ENOKEY),
        127 => nameof(EKEYEXPIRED),
        128 => nameof(EKEYREVOKED),
        129 => nameof(EKEYREJECTED),
        130 => nameof(EOWNERDEAD),
        131 => nameof(ENOTRECOVERABLE),
        132 => nameof(ERFKILL),
        133 => nameof(EHWPOISON),
        _ => string.Empty,
    };
}
