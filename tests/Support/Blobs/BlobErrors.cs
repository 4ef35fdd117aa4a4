using Azure;
using Azure.Storage.Blobs.Models;

namespace VideoPipeline.Support;

/// <summary>The service's refusals, with its statuses and error codes.</summary>
internal static class BlobErrors
{
    public static RequestFailedException ContainerNotFound() => Error(404, BlobErrorCode.ContainerNotFound);

    public static RequestFailedException BlobNotFound() => Error(404, BlobErrorCode.BlobNotFound);

    public static RequestFailedException BlobAlreadyExists() => Error(409, BlobErrorCode.BlobAlreadyExists);

    public static RequestFailedException ConditionNotMet() => Error(412, BlobErrorCode.ConditionNotMet);

    public static RequestFailedException NotModified() => Error(304, BlobErrorCode.ConditionNotMet);

    public static RequestFailedException InvalidBlockList() => Error(400, BlobErrorCode.InvalidBlockList);

    public static RequestFailedException InvalidMetadata() => Error(400, BlobErrorCode.InvalidMetadata);

    public static RequestFailedException InvalidMarker() => Error(400, BlobErrorCode.InvalidQueryParameterValue);

    private static RequestFailedException Error(int status, BlobErrorCode code) =>
        new(status, $"Status: {status}. ErrorCode: {code}", code.ToString(), innerException: null);
}
