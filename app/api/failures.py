"""What can be wrong with a request before any query is evaluated."""

from app.errors import DigdipError


class BadRequest(DigdipError):
    """The request breaks the protocol; the detail says where."""

    status = 400
    title = "Bad request"


class CredentialRequired(DigdipError):
    """An update was sent without a credential. The graph is changed through its repository, not through HTTP."""

    status = 401
    title = "Updates need a credential"


class NotFound(DigdipError):
    """Nothing is described under this address."""

    status = 404
    title = "Not found"


class Gone(DigdipError):
    """What was described here has been withdrawn, and nothing takes its place."""

    status = 410
    title = "Withdrawn"


class NotAcceptable(DigdipError):
    """The client accepts none of the media types that are available; ``available`` lists them."""

    status = 406
    title = "Not acceptable"


class PreconditionFailed(DigdipError):
    """The client asked for nothing but a representation that it knows, or does not know, and that is not this one."""

    status = 412
    title = "The precondition does not hold"


class RequestTooLarge(DigdipError):
    """The body passes the bound in bytes."""

    status = 413
    title = "The request is too large"


class RangeNotSatisfiable(DigdipError):
    """None of the ranges asked for begins within the file; ``limit`` is its length in bytes."""

    status = 416
    title = "There are no such bytes"


class UnsupportedMediaType(DigdipError):
    """The body is of a type, or in an encoding, that the protocol does not know."""

    status = 415
    title = "Unsupported media type"
