namespace Grpc.Core;

/// <summary>The status codes that the real client's server answers with, as far as this host uses them.</summary>
public enum StatusCode
{
    OK = 0,
    Cancelled = 1,
    Unknown = 2,
    InvalidArgument = 3,
    NotFound = 5,
    AlreadyExists = 6,
    FailedPrecondition = 9,
    Internal = 13,
}

/// <summary>A status code and what the server says about it.</summary>
public readonly struct Status(StatusCode statusCode, string detail)
{
    public StatusCode StatusCode { get; } = statusCode;

    public string Detail { get; } = detail;

    public override string ToString() => $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")";
}

/// <summary>What the isolated worker's client throws when the Functions host refuses a call.</summary>
public class RpcException(Status status, string message) : Exception(message)
{
    public RpcException(Status status)
        : this(status, status.ToString())
    {
    }

    public Status Status { get; } = status;

    public StatusCode StatusCode => Status.StatusCode;
}
