"""Finds the faces in a picture, with MediaPipe's nets run by OpenCV."""
